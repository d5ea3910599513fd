package io.tidemark.export.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.List;

/** Turns gradients into new weights: L1, clipping by global norm (Pascanu et al. 2013), AdamW. */
final class Update {
  private final List<Parameter> parameters;
  private final Optimizer optimizer;
  private final float clip;
  private final float l1;

  Update(List<Parameter> parameters, TrainingOptions options, int steps) {
    this.parameters = parameters.stream().filter(Parameter::requiresGradient).toList();
    clip = (float) options.clip();
    l1 = (float) options.l1();
    optimizer =
        Optimizer.adamW()
            .optWeightDecays((float) options.l2())
            .optLearningRateTracker((parameter, step) -> (float) learningRate(options, step, steps))
            .build();
  }

  /** Rate at a step, counted from 1. */
  static double learningRate(TrainingOptions options, int step, int steps) {
    double progress = Math.min(1, (step - 1) / (double) Math.max(1, steps - 1));
    return options.learningRate() * options.schedule().factor(progress);
  }

  /**
   * @param step owns what the update allocates
   */
  void apply(NDManager step) {
    List<NDArray> gradients = new ArrayList<>();
    double squares = 0;
    for (Parameter parameter : parameters) {
      NDArray gradient = parameter.getArray().getGradient();
      gradient.attach(step);
      if (l1 > 0 && parameter.getType() == Parameter.Type.WEIGHT) {
        addL1(gradient, parameter.getArray());
      }
      squares += gradient.square().sum().getFloat();
      gradients.add(gradient);
    }
    double norm = Math.sqrt(squares);
    for (int i = 0; i < gradients.size(); i++) {
      NDArray gradient = gradients.get(i);
      if (norm > clip) {
        gradient.muli(clip / norm);
      }
      Parameter parameter = parameters.get(i);
      optimizer.update(parameter.getId(), parameter.getArray(), gradient);
    }
  }

  private void addL1(NDArray gradient, NDArray weights) {
    try (NDArray sign = weights.sign()) {
      gradient.addi(sign.muli(l1));
    }
  }
}
