// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.model.DeepGenerativeModel;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.parts.likelihood.Gaussian;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferenceContext.InferenceNetworks;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyNormal;

/**
 * A chain of L numbers, each Normal given the one above, and a datum of one number:
 *
 * <pre>
 *   z_L ~ N(0, 1),   z_l given z_(l+1) ~ N(a z_(l+1) + b, t^2),   x given z_1 ~ N(z_1, s^2)
 * </pre>
 *
 * <p>with a, b and t in a tensor, through which gradients go. What the data say of z_l is a Normal
 * factor N(m_l, v_l), which an upward pass computes: {@code m_1 = x, v_1 = s^2, m_(l+1) = (m_l - b)
 * / a, v_(l+1) = (v_l + t^2) / a^2}. The networks of {@link #encoding} compute just that, so that
 * inferences which combine it rightly with p find the posterior itself.
 */
final class LinearChain {

    static final double S = 0.6;

    private static final Euclidean LINE = new Euclidean(1);

    private final TensorRuntime runtime;
    private final int depth;
    private final Tensor a;
    private final Tensor b;
    private final Tensor logVariance;
    private final double off;

    /**
     * Creates a chain.
     *
     * @param parameters a, b and log t^2, [3]
     * @param off what the upward pass is mistaken by in each m_l: 0 makes q the posterior
     */
    LinearChain(TensorRuntime runtime, int depth, Tensor parameters, double off) {
        this.runtime = runtime;
        this.depth = depth;
        this.a = parameters.slice(0, 0, 1);
        this.b = parameters.slice(0, 1, 2);
        this.logVariance = parameters.slice(0, 2, 3);
        this.off = off;
    }

    /** The variable on which x depends is z1. */
    static String name(int layer) {
        return "z" + layer;
    }

    Batch batch(double... x) {
        return Batch.of(runtime.tensor(x, Shape.of(x.length, 1)));
    }

    DeepGenerativeModel generative() {
        List<DeepGenerativeModel.Layer> layers = new ArrayList<>();
        for (int l = depth - 1; l >= 1; l--) {
            layers.add(
                    new DeepGenerativeModel.Layer(
                            name(l), network(this::below), family(), LINE.networkInput()));
        }
        return new DeepGenerativeModel(
                runtime,
                DataShape.flat(1),
                Conditioning.NONE,
                new DeepGenerativeModel.Root(
                        name(depth), new StandardNormal(runtime, LINE), LINE.networkInput()),
                layers,
                new DeepGenerativeModel.Output(
                        network(z -> z), new Gaussian(new Gaussian.Fixed(S))));
    }

    /** Mean and log variance of z_l given z_(l+1), [R, 2]. */
    private Tensor below(Tensor above) {
        Tensor mean = above.mul(a).add(b);
        return Tensor.concatenate(List.of(mean, logVariance.broadcastTo(mean.shape())), -1);
    }

    static PosteriorFamily family() {
        return new ToyNormal.Family(LINE.dimension());
    }

    /** The families, and networks for inferences with two features. */
    InferenceContext.Encoding encoding() {
        Map<String, PosteriorFamily> families = new LinkedHashMap<>();
        for (int l = depth; l >= 1; l--) {
            families.put(name(l), family());
        }
        return new InferenceContext.Encoding(families, new Messages());
    }

    /** Networks that pass exact messages. */
    private final class Messages implements InferenceNetworks {

        @Override
        public Network encoder(Head head) {
            return network(x -> of(depth == 1, x, runtime.zeros(x.shape()).add(2 * Math.log(S))));
        }

        @Override
        public Network encoder(Modality modality, Head head) {
            throw new AssertionError("there is one modality");
        }

        @Override
        public Network between(String name, int inputs, Optional<Grid> grid, Head head) {
            if (name.startsWith("merge.")) {
                return network(LinearChain.this::merged);
            }
            return network(
                    below -> {
                        Tensor mean = below.slice(-1, 0, 1).sub(b).div(a);
                        Tensor variance = below.slice(-1, 1, 2).exp().add(logVariance.exp());
                        return of(name.equals(name(depth)), mean, variance.div(a.square()).log());
                    });
        }

        /** At the top the posterior, and twice the message elsewhere: for q, and for the next. */
        private Tensor of(boolean top, Tensor mean, Tensor logVariance) {
            if (!top) {
                return Tensor.concatenate(
                        List.of(mean.add(off), logVariance, mean, logVariance), -1);
            }
            Tensor precision = logVariance.neg().exp();
            Tensor variance = precision.add(1).log().neg();
            return Tensor.concatenate(
                    List.of(mean.add(off).mul(precision).mul(variance.exp()), variance), -1);
        }
    }

    /** The product of N(m, v) and p(z given above), from m, log v and the value above. */
    private Tensor merged(Tensor rows) {
        Tensor precision = rows.slice(-1, 1, 2).neg().exp();
        Tensor own = logVariance.neg().exp();
        Tensor variance = precision.add(own).log().neg();
        Tensor mean =
                rows.slice(-1, 0, 1)
                        .mul(precision)
                        .add(rows.slice(-1, 2, 3).mul(a).add(b).mul(own))
                        .mul(variance.exp());
        return Tensor.concatenate(List.of(mean, variance), -1);
    }

    /** Returns log p(x) of parameters a, b, log t^2. */
    static double logLikelihood(double x, int depth, double... parameters) {
        double mean = 0;
        double variance = 1;
        for (int l = 1; l < depth; l++) {
            mean = parameters[0] * mean + parameters[1];
            variance = parameters[0] * parameters[0] * variance + Math.exp(parameters[2]);
        }
        variance += S * S;
        return -0.5 * ((x - mean) * (x - mean) / variance + Math.log(2 * Math.PI * variance));
    }

    private static Network network(UnaryOperator<Tensor> map) {
        return map::apply;
    }
}
