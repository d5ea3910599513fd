package io.tidemark.export.training;

/**
 * A point of the learning curves.
 *
 * @param number from 1
 * @param trainingLoss mean over the epoch's steps, with dropout and noise on
 * @param validationLoss on the windows that training never sees
 * @param learningRate at its last step
 */
public record Epoch(int number, double trainingLoss, double validationLoss, double learningRate) {}
