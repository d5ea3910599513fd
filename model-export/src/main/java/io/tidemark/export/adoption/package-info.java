/**
 * Models from elsewhere: a plain reconstruction network becomes a file that meets the contract.
 * Comes after inspection and contract.
 */
@NullMarked
package io.tidemark.export.adoption;

import org.jspecify.annotations.NullMarked;
