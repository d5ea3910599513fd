package io.tidemark.pipeline.control;

import io.tidemark.pipeline.type.BinaryFormat;
import io.tidemark.pipeline.type.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What commands have made of one detector, as it lies in state.
 *
 * @param yaml the definition in force; null: the detector has been removed
 * @param configured the configuration's definition at that time; null: it had none of this name. A
 *     configuration that says something else later is newer than the command.
 * @param model file of the model that {@code yaml} names, where the operator scores
 */
record Redefinition(@Nullable String yaml, @Nullable String configured, @Nullable ModelFile model) {

  static void writeOptional(@Nullable String text, DataOutput out) throws IOException {
    out.writeBoolean(text != null);
    if (text != null) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8); // writeUTF ends at 64 KiB
      out.writeInt(bytes.length);
      out.write(bytes);
    }
  }

  static @Nullable String readOptional(DataInput in) throws IOException {
    if (!in.readBoolean()) {
      return null;
    }
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Binary form in state. */
  public static final class Format extends StateFormat<Redefinition> {
    private static final long serialVersionUID = 1L;

    public Format() {
      super(Redefinition.class, 1);
    }

    @Override
    protected void writeState(Redefinition redefinition, DataOutput out) throws IOException {
      writeOptional(redefinition.yaml, out);
      writeOptional(redefinition.configured, out);
      ModelRollout.writeOptional(redefinition.model, out);
    }

    @Override
    protected Redefinition readState(int version, DataInput in) throws IOException {
      return new Redefinition(readOptional(in), readOptional(in), ModelRollout.readOptional(in));
    }

    @Override
    public boolean immutable() {
      return true;
    }

    @Override
    public BinaryFormat<Redefinition> duplicate() {
      return new Format();
    }
  }
}
