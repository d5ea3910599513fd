package io.tidemark.export.contract;

import io.tidemark.export.layer.NetworkGraph;
import io.tidemark.export.onnx.OperatorSets;
import io.tidemark.export.scoring.Whitening;
import io.tidemark.export.window.Scaler;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a contract graph is made of.
 *
 * @param name of the graph
 * @param network from scaled windows to their reconstruction
 * @param length W
 * @param features F
 * @param scaler of raw input; null when the input is standard scores
 * @param whitening of errors, for the Mahalanobis score; null for the mean squared error
 * @param operatorSets gives those of the network, anew at each call
 */
public record GraphRecipe(
    String name,
    NetworkGraph network,
    int length,
    int features,
    @Nullable Scaler scaler,
    @Nullable Whitening whitening,
    Supplier<OperatorSets> operatorSets) {}
