package io.tidemark.console.web;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** The files of the page, from the class path, by the path they are asked for under. */
final class Assets {
  private static final String CHARTS = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";
  private static final String PAGE = "text/html; charset=utf-8";

  private final Map<String, Asset> assets = new HashMap<>();

  private record Asset(byte[] content, String type, String tag) {}

  Assets() {
    add("/", "index.html", PAGE);
    add("/login", "login.html", PAGE);
    add("/style.css", "style.css", STYLE);
    add("/icon.svg", "icon.svg", "image/svg+xml");
    for (String module :
        new String[] {
          "app",
          "dom",
          "api",
          "incidents",
          "story",
          "actions",
          "chart",
          "fleet",
          "key",
          "signals",
          "detectors",
          "silences",
          "theme"
        }) {
      add("/" + module + ".js", module + ".js", SCRIPT);
    }
    add("/uplot.js", CHARTS + "uPlot.iife.min.js", SCRIPT);
    add("/uplot.css", CHARTS + "uPlot.min.css", STYLE);
  }

  private void add(String path, String resource, String type) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not on the class path");
      }
      byte[] content = in.readAllBytes();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      String tag = "\"" + HexFormat.of().formatHex(digest, 0, 8) + "\"";
      assets.put(path, new Asset(content, type, tag));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (NoSuchAlgorithmException never) {
      throw new IllegalStateException(never);
    }
  }

  Iterable<String> paths() {
    return assets.keySet();
  }

  void serve(Context request) {
    Asset asset = assets.get(request.path());
    if (asset == null) {
      throw new NotFoundResponse();
    }
    request.header("Cache-Control", "no-cache").header("ETag", asset.tag());
    if (asset.tag().equals(request.header("If-None-Match"))) {
      request.status(304);
    } else {
      request.contentType(asset.type()).result(asset.content());
    }
  }
}
