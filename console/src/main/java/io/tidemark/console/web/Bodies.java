package io.tidemark.console.web;

import io.javalin.http.Context;
import io.javalin.http.UnsupportedMediaTypeResponse;
import java.util.Locale;

/**
 * Types of bodies. Each request takes one of them and no other: a multipart form, for one, would go
 * to disk.
 */
final class Bodies {
  static final String FORM = "application/x-www-form-urlencoded";
  static final String JSON = "application/json";

  private Bodies() {}

  static void require(Context request, String type) {
    String told = request.contentType();
    String given = told == null ? "" : told.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!given.equals(type)) {
      throw new UnsupportedMediaTypeResponse("The body must be " + type);
    }
  }
}
