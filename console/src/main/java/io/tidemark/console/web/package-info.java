/** The page and its interface over HTTP: who may see it, what it answers, what it is told live. */
@NullMarked
package io.tidemark.console.web;

import org.jspecify.annotations.NullMarked;
