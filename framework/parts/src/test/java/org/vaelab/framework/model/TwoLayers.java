// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.model.KlRegistry.AnalyticKl;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.parts.likelihood.Gaussian;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.SigmaPoints;

/**
 * A golden case of two layers, in the scope that is open:
 *
 * <pre>
 *   z2 ~ N(0, I),   z1 given z2 ~ N(A z2 + a, diag t^2),   x given z1 ~ N(W z1 + b, s^2 I)
 *   q(z1 given x) = N(mean, diag std^2),   q(z2 given z1) = N(B z1 + e, diag std2^2)
 * </pre>
 */
final class TwoLayers {

    static final String TOP = "z2";
    static final String BOTTOM = "z1";

    private final TensorRuntime runtime;
    private final JsonNode input;

    TwoLayers(TensorRuntime runtime, JsonNode golden) {
        this.runtime = runtime;
        this.input = golden.get("input");
    }

    private double[] numbers(String field) {
        return Golden.numbers(input, field);
    }

    /** The dimension of z2. */
    int top() {
        return numbers("e").length;
    }

    /** The dimension of z1. */
    int bottom() {
        return numbers("a").length;
    }

    private Tensor logVariance(String field) {
        return runtime.vector(Arrays.stream(numbers(field)).map(s -> 2 * Math.log(s)).toArray());
    }

    private Affine affine(String matrix, String offset) {
        return Affine.of(runtime, numbers(matrix), numbers(offset));
    }

    /** Returns p. */
    DeepGenerativeModel generative() {
        Euclidean above = new Euclidean(top());
        Euclidean below = new Euclidean(bottom());
        return new DeepGenerativeModel(
                runtime,
                DataShape.flat(numbers("x").length),
                Conditioning.NONE,
                new DeepGenerativeModel.Root(
                        TOP, new StandardNormal(runtime, above), above.networkInput()),
                List.of(
                        new DeepGenerativeModel.Layer(
                                BOTTOM,
                                affine("A", "a").beside(logVariance("t")),
                                new ToyNormal.Family(below.dimension()),
                                below.networkInput())),
                new DeepGenerativeModel.Output(
                        affine("W", "b"), new Gaussian(new Gaussian.Fixed(numbers("s")[0]))));
    }

    /** Returns the mean and the log variance of q(z1), side by side. */
    Tensor head() {
        return Tensor.concatenate(
                List.of(runtime.vector(numbers("q_mean1")), logVariance("q_std1")), 0);
    }

    /**
     * Returns q.
     *
     * @param head as {@link #head}
     * @param ofBottom the family of q(z1)
     * @param ofTop the family of q(z2 given z1)
     */
    AmortizedInference inference(Tensor head, PosteriorFamily ofBottom, PosteriorFamily ofTop) {
        Network encoder = x -> head.broadcastTo(head.shape().prepend(x.shape().extent(0)));
        return new AmortizedInference(
                new AmortizedInference.Encoder(BOTTOM, encoder, ofBottom),
                List.of(
                        new AmortizedInference.Layer(
                                TOP,
                                BOTTOM,
                                new Euclidean(bottom()).networkInput(),
                                affine("B", "e").beside(logVariance("q_std2")),
                                ofTop)));
    }

    /** Returns q with toy Normals. */
    AmortizedInference inference() {
        return inference(head(), new ToyNormal.Family(bottom()), new ToyNormal.Family(top()));
    }

    /** Returns q with draws over which means are exact. */
    AmortizedInference exact(Tensor head, int batch) {
        int all = bottom() + top();
        return inference(
                head,
                new SigmaPoints(new Euclidean(bottom()), 0, all, batch),
                new SigmaPoints(new Euclidean(top()), bottom(), all, batch));
    }

    /** Returns K of {@link #exact}. */
    int samples() {
        return 2 * (bottom() + top());
    }

    /** Returns the datum, as often as asked for. */
    Batch batch(int copies) {
        double[] x = numbers("x");
        return Batch.of(runtime.vector(x).broadcastTo(Shape.of(copies, x.length)));
    }

    /** Every divergence between independent Normals, also those that a bound cannot use. */
    static KlRegistry divergences() {
        return new KlRegistry(
                List.of(
                        new AnalyticKl<>(
                                IndependentNormal.class,
                                StandardNormal.class,
                                (q, p) -> Fused.normalKl(q.mean(), q.logVariance())),
                        new AnalyticKl<>(
                                IndependentNormal.class,
                                IndependentNormal.class,
                                TwoLayers::divergence)));
    }

    private static Tensor divergence(IndependentNormal q, IndependentNormal p) {
        Tensor ratio = q.logVariance().sub(p.logVariance());
        Tensor squares = q.mean().sub(p.mean()).square().mul(p.logVariance().neg().exp());
        return ratio.exp().sub(1).sub(ratio).add(squares).sum(-1).mul(0.5);
    }
}
