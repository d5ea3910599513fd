package io.tidemark.export.training;

import io.tidemark.detector.definition.DefinitionException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * Reads sequences in several lanes side by side, a stretch of ticks at a time. A lane keeps its
 * state from stretch to stretch of a piece and begins the next piece with zeros. In each pass over
 * the sequences, pieces begin at other ticks and come in another order.
 */
final class Lanes {
  /** Ticks that a step back-propagates through. */
  private static final int STRETCH = 24;

  /** Stretches in a piece, so that long sequences are read at several places at a time. */
  private static final int STRETCHES_OF_A_PIECE = 10;

  private final List<TickSequence> sequences;
  private final Random random;
  private final Deque<Piece> waiting = new ArrayDeque<>();
  private final Piece[] reading;
  private final int stretch;
  private final int features;
  private final int hidden;
  private final float[] inputs;
  private final float[] targets;
  private final float[] states;
  private final float[] cells;

  /**
   * @throws DefinitionException when no sequence has two ticks
   */
  Lanes(List<TickSequence> sequences, int lanes, int hidden, Random random) {
    int longest = sequences.stream().mapToInt(TickSequence::length).max().orElse(0);
    if (longest < 2) {
      throw new DefinitionException(
          "data: it gives no two ticks in a row, too few for a model that predicts the next tick");
    }
    this.sequences = sequences;
    this.random = random;
    this.hidden = hidden;
    features = sequences.get(0).features();
    stretch = Math.min(STRETCH, longest - 1);
    reading = new Piece[lanes];
    Arrays.fill(reading, new Piece(sequences.get(0), 0, 0));
    inputs = new float[lanes * stretch * features];
    targets = new float[lanes * stretch * features];
    states = new float[lanes * hidden];
    cells = new float[lanes * hidden];
  }

  /**
   * Part of a sequence that is yet to be read.
   *
   * @param from tick that is read next
   * @param until last tick, which is only expected
   */
  private record Piece(TickSequence sequence, int from, int until) {}

  /** Ticks in a stretch. */
  int stretch() {
    return stretch;
  }

  /** Stretches that make a pass over all sequences. */
  int stretches() {
    return sequences.stream().mapToInt(sequence -> (sequence.length() - 1) / stretch).sum();
  }

  /** Moves each lane to its next stretch. */
  void advance() {
    for (int lane = 0; lane < reading.length; lane++) {
      Piece piece = reading[lane];
      if (piece.until() - piece.from() < stretch) {
        piece = next();
        Arrays.fill(states, lane * hidden, (lane + 1) * hidden, 0);
        Arrays.fill(cells, lane * hidden, (lane + 1) * hidden, 0);
      }
      int size = stretch * features;
      float[] values = piece.sequence().values();
      System.arraycopy(values, piece.from() * features, inputs, lane * size, size);
      System.arraycopy(values, (piece.from() + 1) * features, targets, lane * size, size);
      reading[lane] = new Piece(piece.sequence(), piece.from() + stretch, piece.until());
    }
  }

  /** The ticks of each lane's stretch, {@code [lanes,stretch,F]}. */
  float[] inputs() {
    return inputs;
  }

  /** The tick after each of {@link #inputs}. */
  float[] targets() {
    return targets;
  }

  /** Hidden states before the stretch, {@code [lanes,H]}. */
  float[] states() {
    return states;
  }

  /** Cell states before the stretch, {@code [lanes,H]}. */
  float[] cells() {
    return cells;
  }

  /** Takes the states after the stretch, for the next one. */
  void carry(float[] statesAfter, float[] cellsAfter) {
    System.arraycopy(statesAfter, 0, states, 0, states.length);
    System.arraycopy(cellsAfter, 0, cells, 0, cells.length);
  }

  private Piece next() {
    if (waiting.isEmpty()) {
      List<Piece> pieces = new ArrayList<>();
      sequences.forEach(sequence -> cut(sequence, pieces));
      Collections.shuffle(pieces, random);
      waiting.addAll(pieces);
    }
    return waiting.removeFirst();
  }

  private void cut(TickSequence sequence, List<Piece> out) {
    int last = sequence.length() - 1;
    int spare = last - stretch;
    if (spare < 0) {
      return;
    }
    int most = STRETCHES_OF_A_PIECE * stretch;
    for (int from = random.nextInt(Math.min(spare, stretch - 1) + 1);
        from + stretch <= last;
        from += most) {
      out.add(new Piece(sequence, from, Math.min(from + most, last)));
    }
  }
}
