package io.tidemark.export.architecture;

import io.tidemark.export.layer.DropoutLayer;
import io.tidemark.export.layer.Forecaster;
import io.tidemark.export.layer.LayerStack;
import io.tidemark.export.layer.LinearLayer;
import io.tidemark.export.layer.Network;
import io.tidemark.export.layer.RecurrentCell;
import io.tidemark.export.layer.RecurrentLayer;
import io.tidemark.export.layer.RecurrentLayer.Shape;
import java.util.Set;

/**
 * An LSTM that forecasts the next tick from those before it; the error of its forecasts over the
 * window is the score (Malhotra et al. 2015, "Long Short Term Memory Networks for Anomaly Detection
 * in Time Series", with a horizon of one).
 */
final class LstmForecaster implements Architecture {
  private static final int LAYERS = 1;

  @Override
  public String name() {
    return "lstm-forecaster";
  }

  @Override
  public Set<Sizing> sizings() {
    return Set.of(Sizing.LAYERS);
  }

  @Override
  public Network build(NetworkSize size) {
    Shape shape = new Shape(size.hidden(), size.or(Sizing.LAYERS, LAYERS), false, size.dropout());
    return new Forecaster(
        new LayerStack(
            "states",
            RecurrentLayer.sequence(RecurrentCell.LSTM, shape),
            new DropoutLayer(size.dropout())),
        new LinearLayer(shape.outputs(), size.features()));
  }
}
