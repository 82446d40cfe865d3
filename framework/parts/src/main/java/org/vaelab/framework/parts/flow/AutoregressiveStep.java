// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Linear;
import org.vaelab.framework.parts.made.MaskedAutoencoder;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A step of inverse autoregressive flow (Kingma et al. 2016, equations 12 to 14, algorithm 1), each
 * coordinate moved by those before it:
 *
 * <pre>
 *   (m_i, s_i) = MADE(x_1, ..., x_{i-1}, h),   sigma = 1 / (1 + e^-s)
 *   y = sigma x + (1 - sigma) m,               log |det| = sum log sigma = -sum softplus(-s)
 * </pre>
 *
 * <p>Starts with m = 0 and s = {@value #START}, where the gate is nearly open, as the paper says: a
 * contraction by sigma = 0.881. The weights of the output start at 0.
 *
 * <p>Forward takes one pass. {@link #inverse} finds x coordinate by coordinate, {@code x_i = (y_i -
 * (1 - sigma_i) m_i) / sigma_i}, in d passes, which share the first layer; then one pass gives the
 * determinant. Where a tape records, all passes are held: d times the memory of forward. An error
 * of y grows by 1 / sigma. Points far from the image of forward would overflow. 1 / sigma is
 * therefore limited to e^{@value #LARGEST_LOG_STRETCH}, and |x| to {@value #LARGEST_START}. The
 * density of any base is practically 0 there, so the result is finite or -infinity, never NaN.
 */
final class AutoregressiveStep implements Bijection {

    private static final double START = 2;

    /**
     * The limit of log 1 / sigma in the inverse. If sigma is smaller, y does not determine x in
     * double precision.
     */
    private static final double LARGEST_LOG_STRETCH = 40;

    /** The limit of |x| in the inverse. */
    private static final double LARGEST_START = 1e15;

    private final MaskedAutoencoder network;
    private final Optional<Linear> contextLayer;
    private final boolean reversed;

    private AutoregressiveStep(
            TensorRuntime runtime,
            RandomKey key,
            int dimension,
            List<Integer> hidden,
            int context,
            boolean reversed) {
        this.reversed = reversed;
        this.network =
                MaskedAutoencoder.zero(
                        runtime,
                        key,
                        new MaskedAutoencoder.Layout(
                                dimension, 1, 2, hidden, Activation.ELU, false, context > 0));
        double[] start = new double[2 * dimension];
        Arrays.setAll(start, i -> i % 2 == 0 ? 0 : START);
        network.startAt(start);
        this.contextLayer =
                context == 0
                        ? Optional.empty()
                        : Optional.of(
                                new Linear(
                                        runtime,
                                        key.split("context"),
                                        context,
                                        hidden.get(0),
                                        Activation.IDENTITY,
                                        Initializer.GLOROT));
    }

    /**
     * Creates steps that alternate between the two orders of the coordinates.
     *
     * @param key folded by the number of the step
     * @param dimension d, at least 1
     * @param hidden widths of the hidden layers of each autoregressive network, at least one
     * @param context c, the width of h; 0 where there is none
     */
    static List<AutoregressiveStep> alternating(
            TensorRuntime runtime,
            RandomKey key,
            int dimension,
            int steps,
            List<Integer> hidden,
            int context) {
        return IntStream.range(0, steps)
                .mapToObj(
                        i ->
                                new AutoregressiveStep(
                                        runtime,
                                        key.fold(i),
                                        dimension,
                                        hidden,
                                        context,
                                        i % 2 == 1))
                .toList();
    }

    @Override
    public Mapped forward(Tensor x, Optional<Tensor> context) {
        Tensor ordered = ordered(x);
        Gated gated = gated(network.logits(ordered, hidden(context)));
        return new Mapped(
                ordered(ordered.mul(gated.gate()).add(gated.mean().mul(gated.rest()))),
                gated.logGate());
    }

    @Override
    public Mapped inverse(Tensor y, Optional<Tensor> context) {
        Shape shape = y.shape();
        int d = shape.extent(-1);
        int rows = shape.range(0, -1).size();
        Tensor ordered = ordered(y).reshape(rows, d);
        Optional<MaskedAutoencoder.Context> each =
                hidden(context).map(h -> perRow(h.hidden(), shape.range(0, -1)));
        Tensor x =
                network.solve(rows, each, (i, out) -> solved(ordered.slice(-1, i, i + 1), out))
                        .reshape(rows, d);
        Tensor logGate = gated(network.logits(x, each)).logGate();
        return new Mapped(ordered(x.reshape(shape)), logGate.neg().reshape(shape));
    }

    /** The x of one coordinate; bounds keep what is far from q finite in single precision too. */
    private static Tensor solved(Tensor y, Tensor output) {
        Gated gated = gated(output);
        Tensor stretch = gated.logGate().neg().minimum(LARGEST_LOG_STRETCH).exp();
        return y.sub(gated.mean().mul(gated.rest()))
                .mul(stretch)
                .minimum(LARGEST_START)
                .maximum(-LARGEST_START);
    }

    private Optional<MaskedAutoencoder.Context> hidden(Optional<Tensor> context) {
        return contextLayer.map(
                layer ->
                        new MaskedAutoencoder.Context(
                                layer.apply(context.orElseThrow()), Optional.empty()));
    }

    private static MaskedAutoencoder.Context perRow(Tensor hidden, Shape outer) {
        int width = hidden.shape().extent(-1);
        Tensor rows = hidden.broadcastTo(outer.append(width)).reshape(outer.size(), width);
        return new MaskedAutoencoder.Context(rows, Optional.empty());
    }

    private Tensor ordered(Tensor z) {
        if (!reversed) {
            return z;
        }
        int d = z.shape().extent(-1);
        int[] backwards = IntStream.range(0, d).map(i -> d - 1 - i).toArray();
        return z.gather(-1, z.runtime().indices(backwards, Shape.of(d)));
    }

    /**
     * Splits the network's output, [..., 2 n], with the two numbers of a coordinate side by side.
     */
    private static Gated gated(Tensor output) {
        Shape shape = output.shape();
        int n = shape.extent(-1) / 2;
        Tensor pairs = output.reshape(shape.with(-1, n).append(2));
        Shape each = shape.with(-1, n);
        return new Gated(
                pairs.slice(-1, 0, 1).reshape(each), pairs.slice(-1, 1, 2).reshape(each).neg());
    }

    /** m and -s of some coordinates. */
    private record Gated(Tensor mean, Tensor minusS) {

        /** log sigma. */
        Tensor logGate() {
            return minusS.softplus().neg();
        }

        /** sigma. */
        Tensor gate() {
            return minusS.neg().sigmoid();
        }

        /** 1 - sigma. */
        Tensor rest() {
            return minusS.sigmoid();
        }
    }

    /**
     * Returns the parameters of the masked network, and of the layer of h within {@code context}.
     */
    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(network.parameters());
        contextLayer.ifPresent(
                layer -> layer.parameters().forEach(p -> all.add(p.within("context"))));
        return all;
    }
}
