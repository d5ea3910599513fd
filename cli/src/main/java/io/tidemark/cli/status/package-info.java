/** Which keys a job watches and which not, for people and for programs. */
@NullMarked
package io.tidemark.cli.status;

import org.jspecify.annotations.NullMarked;
