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
 * The yardstick: the Gaussian auto-encoder in-h-h-z, ReLU, Bernoulli likelihood, on libtorch alone,
 * with its own differentiation and its own Adam, as a user of libtorch writes it from Java. Nothing
 * of the framework is in it.
 *
 * <p>It belongs to the thread that created it.
 */
final class RawLibtorch implements AutoCloseable {

    private static final long SUM = 2;

    /** A dense layer's weights, [outputs, inputs] as libtorch has them, and bias. */
    private record Layer(Tensor weight, Tensor bias) {}

    private final int latent;
    private final List<Layer> encoder = new ArrayList<>();
    private final List<Layer> decoder = new ArrayList<>();
    private final Adam adam;

    /**
     * Creates the model.
     *
     * @param weights by layer, encoder first, [inputs, outputs] row-major, as the framework has them
     * @param biases by layer
     * @param sizes extents of the encoder's layers, such as 784, 400, 400, 20; the decoder's are the
     *     same in reverse
     */
    RawLibtorch(int[] sizes, List<float[]> weights, List<float[]> biases, double learningRate) {
        int layers = sizes.length - 1;
        latent = sizes[layers];
        TensorVector parameters = new TensorVector();
        for (int i = 0; i < 2 * layers; i++) {
            boolean encodes = i < layers;
            int from = encodes ? sizes[i] : sizes[2 * layers - i];
            int to = encodes ? sizes[i + 1] : sizes[2 * layers - i - 1];
            int outputs = i == layers - 1 ? 2 * to : to;
            Tensor weight = tensor(weights.get(i), from, outputs).t().contiguous();
            Layer layer = new Layer(weight, tensor(biases.get(i), outputs));
            (encodes ? encoder : decoder).add(layer);
            parameters.push_back(layer.weight().requires_grad_(true));
            parameters.push_back(layer.bias().requires_grad_(true));
        }
        adam = new Adam(parameters, new AdamOptions(learningRate));
    }

    /** Sets the threads of libtorch and of its BLAS. */
    static void setThreads(int threads) {
        torch.set_num_threads(threads);
        openblas_nolapack.blas_set_num_threads(threads);
    }

    /** Returns a tensor of the values, in libtorch's own memory. */
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
            Tensor head = mlp(encoder, x);
            Tensor mean = head.narrow(1, 0, latent);
            descend(loss(x, head, torch.randn_like(mean)));
        }
    }

    /** Takes a step of Adam on a batch with given noise, and returns the loss before it. */
    float step(Tensor x, Tensor noise) {
        try (PointerScope scope = new PointerScope()) {
            Tensor loss = loss(x, mlp(encoder, x), noise);
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

    private static Tensor mlp(List<Layer> layers, Tensor x) {
        Tensor y = x;
        for (int i = 0; i < layers.size(); i++) {
            Tensor affine = torch.linear(y, layers.get(i).weight(), layers.get(i).bias());
            y = i == layers.size() - 1 ? affine : torch.relu(affine);
        }
        return y;
    }

    /** Returns the negative bound in nats per example. */
    private Tensor loss(Tensor x, Tensor head, Tensor noise) {
        Tensor mean = head.narrow(1, 0, latent);
        Tensor logVariance = head.narrow(1, latent, latent);
        Tensor deviation = logVariance.mul(new Scalar(0.5)).exp();
        Tensor logits = mlp(decoder, mean.add(deviation.mul(noise)));
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
        for (List<Layer> layers : List.of(encoder, decoder)) {
            for (Layer layer : layers) {
                layer.weight().close();
                layer.bias().close();
            }
        }
    }
}
