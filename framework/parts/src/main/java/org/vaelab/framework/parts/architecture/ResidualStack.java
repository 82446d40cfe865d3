// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.ConvolutionLayer;
import org.vaelab.framework.network.InitialWeights;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Activation;

/**
 * Residual blocks, {@code x + W' * a(W * a(x))} with kernels W of 3x3 and W' of 1x1, and an
 * activation after the last (van den Oord et al. 2017, section 4.1).
 */
final class ResidualStack implements Network {

    private final List<ConvolutionLayer> spatial = new ArrayList<>();
    private final List<ConvolutionLayer> pointwise = new ArrayList<>();
    private final Activation activation;

    /**
     * Creates a stack with drawn weights.
     *
     * @param weights their key is folded by the number of the block, and split by {@code spatial}
     *     and {@code pointwise}
     * @param width channels inside of a block
     */
    ResidualStack(
            InitialWeights weights, int blocks, int channels, int width, Activation activation) {
        for (int i = 0; i < blocks; i++) {
            InitialWeights own = weights.fold(i);
            spatial.add(
                    ConvolutionLayer.keeping(own.split("spatial"), channels, width, 3, activation));
            pointwise.add(
                    ConvolutionLayer.keeping(
                            own.split("pointwise"), width, channels, 1, Activation.IDENTITY));
        }
        this.activation = activation;
    }

    @Override
    public Tensor apply(Tensor images) {
        Tensor x = images;
        for (int i = 0; i < spatial.size(); i++) {
            x = x.add(pointwise.get(i).apply(spatial.get(i).apply(Fused.activate(activation, x))));
        }
        return Fused.activate(activation, x);
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        for (int i = 0; i < spatial.size(); i++) {
            String prefix = Integer.toString(i);
            spatial.get(i).parameters().forEach(p -> all.add(p.within(prefix + ".spatial")));
            pointwise.get(i).parameters().forEach(p -> all.add(p.within(prefix + ".pointwise")));
        }
        return all;
    }
}
