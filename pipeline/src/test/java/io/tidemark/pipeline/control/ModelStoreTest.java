package io.tidemark.pipeline.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tidemark.detector.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of the store, which may change while one is read. */
class ModelStoreTest {
  @TempDir Path folder;
  private Path store;

  @BeforeEach
  void create() throws Exception {
    store = Files.createDirectory(folder.resolve("store"));
    Files.createDirectory(store.resolve("inner"));
    Files.write(store.resolve("inner/m.onnx"), new byte[] {1, 2, 3});
    Files.createDirectory(folder.resolve("outside"));
    Files.write(folder.resolve("outside/m.onnx"), new byte[] {9});
  }

  @Test
  void readsAFileAndOneThatALinkWithinTheStoreNames() throws Exception {
    Files.createSymbolicLink(store.resolve("current"), Path.of("inner"));

    assertThat(new ModelStore(store.toString()).read("inner/m.onnx")).containsExactly(1, 2, 3);
    assertThat(new ModelStore(store.toString()).read("current/m.onnx")).containsExactly(1, 2, 3);
  }

  @Test
  void noMoreIsReadThanAskedFor() throws Exception {
    assertThat(StoreFile.read(store, Path.of("inner", "m.onnx"), 2)).containsExactly(1, 2);
  }

  /** As when the link takes the place of a file or folder that was looked at before. */
  @Test
  void noLinkOnTheWayIsFollowed() throws Exception {
    Files.createSymbolicLink(store.resolve("link"), folder.resolve("outside"));
    Files.createSymbolicLink(store.resolve("link.onnx"), folder.resolve("outside/m.onnx"));

    for (String path : new String[] {"link/m.onnx", "link.onnx"}) {
      assertThatThrownBy(() -> StoreFile.read(store, Path.of(path), 10))
          .isInstanceOf(IOException.class);
    }
  }

  /** While the folder alternates between the store's own and a link that leads out. */
  @Test
  void whatLiesOutsideIsNeverRead() throws Exception {
    Path link = Files.createSymbolicLink(store.resolve("link"), folder.resolve("outside"));
    Path inner = store.resolve("inner");
    Path aside = store.resolve("aside");
    AtomicBoolean done = new AtomicBoolean();
    Thread swapping =
        new Thread(
            () -> {
              try {
                while (!done.get()) {
                  Files.move(inner, aside);
                  Files.move(link, inner);
                  Files.move(inner, link);
                  Files.move(aside, inner, StandardCopyOption.ATOMIC_MOVE);
                }
              } catch (IOException impossible) {
                throw new IllegalStateException(impossible);
              }
            });
    swapping.start();
    try {
      ModelStore models = new ModelStore(store.toString());
      for (int i = 0; i < 2_000; i++) {
        try {
          assertThat(models.read("inner/m.onnx")).containsExactly(1, 2, 3);
        } catch (ModelException refused) {
          assertThat(refused).hasMessageStartingWith("path: inner/m.onnx");
        }
      }
    } finally {
      done.set(true);
      swapping.join();
    }
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aPipeIsNotOpened() throws Exception {
    Path pipe = pipe();

    assertThatThrownBy(() -> StoreFile.read(store, pipe.getFileName(), 10))
        .isInstanceOf(IOException.class)
        .hasMessage("it is not a regular file");
    assertThatThrownBy(() -> new ModelStore(store.toString()).read("pipe"))
        .isInstanceOf(ModelException.class)
        .hasMessage("path: pipe: the model store has no such file");
  }

  /** A pipe that takes a file's place between the look at it and its opening. */
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aReadingThatIsHeldUpIsLeftAndNoOtherStartsBeforeItEnds() throws Exception {
    Path pipe = pipe();
    CountDownLatch ended = new CountDownLatch(1);

    assertThatThrownBy(
            () ->
                ReadingThread.run(
                    Duration.ofMillis(100),
                    () -> {
                      try {
                        return Files.readAllBytes(pipe);
                      } finally {
                        ended.countDown();
                      }
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("it takes longer than 100 ms");
    ModelStore models = new ModelStore(store.toString());
    assertThatThrownBy(() -> models.read("inner/m.onnx"))
        .isInstanceOf(ModelException.class)
        .hasMessageEndingWith("an earlier file is still being read; try again later");

    Files.write(pipe, new byte[] {7});
    ended.await();
    while (true) {
      try {
        assertThat(models.read("inner/m.onnx")).containsExactly(1, 2, 3);
        return;
      } catch (ModelException ending) {
        Thread.onSpinWait(); // the thread has read and is about to end
      }
    }
  }

  private Path pipe() throws Exception {
    Path pipe = store.resolve("pipe");
    Process made = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start();
    assumeThat(made.waitFor()).as("mkfifo is here").isZero();
    return pipe;
  }
}
