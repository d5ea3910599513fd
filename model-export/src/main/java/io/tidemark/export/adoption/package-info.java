/**
 * Models from elsewhere: a plain reconstruction network, or one step of a network that carries its
 * state, becomes a file that meets the contract. Comes after inspection and contract.
 */
@NullMarked
package io.tidemark.export.adoption;

import org.jspecify.annotations.NullMarked;
