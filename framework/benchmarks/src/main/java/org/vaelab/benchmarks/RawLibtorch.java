// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The yardstick: the Gaussian auto-encoder, of perceptrons or convolutional, ReLU, Bernoulli
 * likelihood, on libtorch alone, with its own differentiation and its own Adam, as a user of
 * libtorch writes it from Java. Nothing of the framework is in it.
 *
 * <p>It belongs to the thread that created it.
 */
final class RawLibtorch implements AutoCloseable {

    private static final long SUM = 2;

    private final ModelSize size;
    private final int latent;
    private final List<RawLayer> encoder = new ArrayList<>();
    private final List<RawLayer> decoder = new ArrayList<>();
    private final Adam adam;

    /**
     * Creates the model.
     *
     * @param weights by layer, encoder first, row-major, as the framework has them
     */
    RawLibtorch(ModelSize size, List<float[]> weights, List<float[]> biases, double learningRate) {
        this.size = size;
        latent = size.latent();
        TensorVector parameters = new TensorVector();
        List<RawLayer.Extents> layers = layers(size);
        for (int i = 0; i < layers.size(); i++) {
            RawLayer layer = RawLayer.of(layers.get(i), weights.get(i), biases.get(i));
            (i < layers.size() / 2 ? encoder : decoder).add(layer);
            parameters.push_back(layer.weight());
            parameters.push_back(layer.bias());
        }
        adam = new Adam(parameters, new AdamOptions(learningRate));
    }

    /** Returns the layers of a model: the encoder's, and as many of the decoder. */
    static List<RawLayer.Extents> layers(ModelSize size) {
        List<RawLayer.Extents> layers = new ArrayList<>();
        List<ModelSize.Halving> halvings = size.halvings();
        for (ModelSize.Halving halving : halvings) {
            layers.add(
                    new RawLayer.Extents(
                            RawLayer.Kind.HALVING, halving.inputs(), halving.outputs(), false));
        }
        int[][] dense = size.denseLayers();
        for (int i = 0; i < dense.length; i++) {
            boolean isLast =
                    i == dense.length / 2 - 1 || (halvings.isEmpty() && i == dense.length - 1);
            layers.add(new RawLayer.Extents(RawLayer.Kind.DENSE, dense[i][0], dense[i][1], isLast));
        }
        for (int i = halvings.size() - 1; i >= 0; i--) {
            ModelSize.Halving halving = halvings.get(i);
            layers.add(
                    new RawLayer.Extents(
                            RawLayer.Kind.DOUBLING, halving.outputs(), halving.inputs(), i == 0));
        }
        return layers;
    }

    /**
     * Sets threads as is best for a model: of libtorch for convolutions, else of its BLAS. With
     * both, each keeps the other from working, and a step takes forty times as long.
     */
    static void setThreads(int threads, ModelSize size) {
        torch.set_num_threads(size.isConvolutional() ? threads : 1);
        openblas_nolapack.blas_set_num_threads(size.isConvolutional() ? 1 : threads);
    }

    static Tensor tensor(float[] values, long... extents) {
        Tensor created = torch.empty(extents);
        try (FloatPointer memory = created.data_ptr_float()) {
            memory.put(values, 0, values.length);
        }
        return created;
    }

    /** Takes a step of Adam on a batch, and draws the noise itself. */
    void step(Tensor x) {
        try (PointerScope scope = new PointerScope()) {
            Tensor head = encode(x);
            Tensor mean = head.narrow(1, 0, latent);
            descend(loss(x, head, torch.randn_like(mean)));
        }
    }

    /** Takes a step of Adam on a batch with given noise, and returns the loss before it. */
    float step(Tensor x, Tensor noise) {
        try (PointerScope scope = new PointerScope()) {
            Tensor loss = loss(x, encode(x), noise);
            float value = loss.item_float();
            descend(loss);
            return value;
        }
    }

    private void descend(Tensor loss) {
        adam.zero_grad();
        loss.backward();
        adam.step();
    }

    private Tensor encode(Tensor x) {
        Tensor images =
                size.isConvolutional()
                        ? x.reshape(x.size(0), 1, size.shape().height(), size.shape().width())
                        : x;
        return apply(encoder, images);
    }

    private static Tensor apply(List<RawLayer> layers, Tensor x) {
        Tensor y = x;
        RawLayer.Kind before = layers.get(0).extents().kind();
        for (RawLayer layer : layers) {
            RawLayer.Kind kind = layer.extents().kind();
            if (kind == RawLayer.Kind.DENSE && before == RawLayer.Kind.HALVING) {
                y = y.flatten(1, 3);
            } else if (kind == RawLayer.Kind.DOUBLING && before == RawLayer.Kind.DENSE) {
                int channels = layer.extents().inputs();
                long side = Math.round(Math.sqrt((double) y.size(1) / channels));
                y = y.reshape(y.size(0), channels, side, side);
            }
            y = layer.apply(y);
            before = kind;
        }
        return y;
    }

    /** Returns the negative bound in nats per example. */
    private Tensor loss(Tensor x, Tensor head, Tensor noise) {
        Tensor mean = head.narrow(1, 0, latent);
        Tensor logVariance = head.narrow(1, latent, latent);
        Tensor deviation = logVariance.mul(new Scalar(0.5)).exp();
        Tensor decoded = apply(decoder, mean.add(deviation.mul(noise)));
        Tensor logits = size.isConvolutional() ? decoded.flatten(1, 3) : decoded;
        Tensor cost =
                torch.binary_cross_entropy_with_logits(
                        logits, x, new TensorOptional(), new TensorOptional(), SUM);
        Tensor kl =
                mean.square()
                        .add(logVariance.exp())
                        .sub(logVariance)
                        .sub(new Scalar(1.0))
                        .sum()
                        .mul(new Scalar(0.5));
        return cost.add(kl).mul(new Scalar(1.0 / x.size(0)));
    }

    @Override
    public void close() {
        adam.close();
        for (List<RawLayer> layers : List.of(encoder, decoder)) {
            for (RawLayer layer : layers) {
                layer.weight().close();
                layer.bias().close();
            }
        }
    }
}
