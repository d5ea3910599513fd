/** What people do about incidents: acknowledge, assign, comment, close and reopen them. */
@NullMarked
package io.tidemark.console.action;

import org.jspecify.annotations.NullMarked;
