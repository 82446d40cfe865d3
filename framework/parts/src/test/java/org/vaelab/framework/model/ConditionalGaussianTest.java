// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.mcmc.AnnealedImportanceSampling;
import org.vaelab.framework.mcmc.AnnealingPath;
import org.vaelab.framework.mcmc.HamiltonianMonteCarlo;
import org.vaelab.framework.mcmc.StepSizes;
import org.vaelab.framework.parts.likelihood.Gaussian;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.SigmaPoints;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/**
 * Linear-Gaussian models given c against reference values. Those have a prior that depends on c, as
 * their z = u + C c + a of a u that does not:
 *
 * <pre>
 *   u ~ N(0, I),   x given u, c ~ N(W u + (V + W C) c + b + W a, s^2 I)
 *   q(u) = N(mean - C c - a, diag std^2)
 * </pre>
 */
final class ConditionalGaussianTest {

    private static final Golden GOLDEN =
            Golden.beside(ConditionalGaussianTest.class, "hierarchical_gaussian.json");
    private static final RandomKey KEY = RandomKey.of(3);
    private static final String C = "c";
    private static final String Z = "z";
    private static final int BATCH = 2;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    static Stream<JsonNode> conditional() {
        return GOLDEN.cases("conditional_gaussian");
    }

    @Test
    void everyCaseIsRead() {
        assertThat(conditional()).hasSize(8);
    }

    /** A case in the coordinates u. */
    private record Case(double[] w, double[] v, double[] b, double[] mean, JsonNode golden) {

        static Case of(JsonNode golden) {
            JsonNode input = golden.get("input");
            double[] a = Golden.numbers(input, "a");
            double[] big = Golden.numbers(input, "C");
            double[] w = Golden.numbers(input, "W");
            double[] v = Golden.numbers(input, "V");
            double[] b = Golden.numbers(input, "b");
            double[] mean = Golden.numbers(input, "q_mean");
            double[] prior = Golden.numbers(golden.get("expected"), "prior_mean");
            int q = a.length;
            int given = big.length / q;
            for (int i = 0; i < b.length; i++) {
                for (int j = 0; j < q; j++) {
                    b[i] += w[i * q + j] * a[j];
                    for (int k = 0; k < given; k++) {
                        v[i * given + k] += w[i * q + j] * big[j * given + k];
                    }
                }
            }
            Arrays.setAll(mean, j -> mean[j] - prior[j]);
            return new Case(w, v, b, mean, golden);
        }

        double[] input(String field) {
            return Golden.numbers(golden.get("input"), field);
        }

        int latent() {
            return mean.length;
        }

        int given() {
            return input("c").length;
        }

        /** W and V + W C, side by side. */
        double[] both() {
            double[] both = new double[w.length + v.length];
            int width = latent() + given();
            for (int i = 0; i < b.length; i++) {
                System.arraycopy(w, i * latent(), both, i * width, latent());
                System.arraycopy(v, i * given(), both, i * width + latent(), given());
            }
            return both;
        }
    }

    private Tensor head(Case of) {
        Tensor logVariance =
                runtime.vector(
                        Arrays.stream(of.input("q_std")).map(s -> 2 * Math.log(s)).toArray());
        return Tensor.concatenate(List.of(runtime.vector(of.mean()), logVariance), 0);
    }

    /** The model, and what its encoder has seen. */
    private LatentVariableModel model(Case of, Tensor head, Tensor offset, List<Tensor> seen) {
        Euclidean space = new Euclidean(of.latent());
        Conditioning condition = new Conditioning(List.of(new Conditioning.Values(C, of.given())));
        Affine decoder = Affine.of(runtime, of.both(), of.b());
        return new LatentVariableModel(
                new DeepGenerativeModel(
                        runtime,
                        DataShape.flat(of.b().length),
                        condition,
                        new DeepGenerativeModel.Root(
                                Z, new StandardNormal(runtime, space), space.networkInput()),
                        List.of(),
                        new DeepGenerativeModel.Output(
                                new Affine(decoder.weights(), offset),
                                new Gaussian(new Gaussian.Fixed(of.input("s")[0])))),
                new AmortizedInference(
                        new AmortizedInference.Encoder(
                                Z,
                                x -> {
                                    seen.add(x);
                                    return head.broadcastTo(
                                            head.shape().prepend(x.shape().extent(0)));
                                },
                                new SigmaPoints(space, 0, of.latent(), BATCH))),
                TwoLayers.divergences());
    }

    private Batch batch(Case of) {
        return batch(of, BATCH);
    }

    private Batch batch(Case of, int size) {
        double[] x = of.input("x");
        double[] c = of.input("c");
        return new Batch(
                runtime.vector(x).broadcastTo(Shape.of(size, x.length)),
                Map.of(C, runtime.vector(c).broadcastTo(Shape.of(size, c.length))),
                new int[size]);
    }

    /** E[w] = p(x given c). Wrong with probability 1e-7. */
    @Tag("full")
    @Test
    void annealedChainsAreGivenTheCondition() {
        JsonNode golden = conditional().findFirst().orElseThrow();
        try (TensorScope scope = runtime.scope()) {
            Case of = Case.of(golden);
            int size = 400;
            GenerativeModel p =
                    model(of, head(of), runtime.vector(of.b()), new ArrayList<>()).generative();
            AnnealingPath path = AnnealingPath.fromPrior(p, batch(of, size));
            AnnealedImportanceSampling sampling =
                    new AnnealedImportanceSampling(
                            path, new HamiltonianMonteCarlo(p.latents(), 3), 30);
            double known = golden.at("/expected/log_px").asDouble();
            double[] weights =
                    Arrays.stream(
                                    sampling.forward(
                                                    path.draw(KEY.split("z"), 3),
                                                    StepSizes.constant(0.3, size),
                                                    KEY,
                                                    t -> {})
                                            .logWeights())
                            .map(w -> Math.exp(w - known))
                            .toArray();
            StatisticalAssertions.at(1e-7).mean("w / p(x given c)", weights, 1, 0.5);
        }
    }

    @ParameterizedTest
    @MethodSource("conditional")
    void theBoundAndItsTerms(JsonNode golden) {
        try (TensorScope scope = runtime.scope()) {
            Case of = Case.of(golden);
            List<Tensor> seen = new ArrayList<>();
            Batch batch = batch(of);
            LatentVariableModel model = model(of, head(of), runtime.vector(of.b()), seen);
            for (KlMode mode : List.of(KlMode.ANALYTIC, KlMode.MONTE_CARLO)) {
                ElboTerms terms =
                        ElboTerms.of(model, batch, KEY, Phase.evaluation(), 2 * of.latent(), mode);
                for (int row = 0; row < BATCH; row++) {
                    GOLDEN.check(
                            golden,
                            "expected_log_likelihood",
                            terms.reconstruction().readDoubles()[row]);
                    GOLDEN.check(golden, "kl_q_prior", terms.kl().readDoubles()[row]);
                    GOLDEN.check(golden, "elbo", terms.bound().readDoubles()[row]);
                }
            }
            // The encoder is given c beside x.
            double[] both = seen.get(0).slice(0, 1, 2).readDoubles();
            double[] x = of.input("x");
            assertThat(Arrays.copyOf(both, x.length)).isEqualTo(x);
            assertThat(Arrays.copyOfRange(both, x.length, both.length)).isEqualTo(of.input("c"));
        }
    }

    @ParameterizedTest
    @MethodSource("conditional")
    void itsGradient(JsonNode golden) {
        try (TensorScope scope = runtime.scope()) {
            Case of = Case.of(golden);
            Tensor head = runtime.keep(head(of), true);
            Tensor offset = runtime.keep(runtime.vector(of.b()), true);
            for (KlMode mode : List.of(KlMode.ANALYTIC, KlMode.MONTE_CARLO)) {
                try (GradientTape tape = GradientTape.record(runtime)) {
                    LatentVariableModel model = model(of, head, offset, new ArrayList<>());
                    Tensor bound =
                            ElboTerms.of(
                                            model,
                                            batch(of),
                                            KEY,
                                            Phase.evaluation(),
                                            2 * of.latent(),
                                            mode)
                                    .bound();
                    Gradients gradients = tape.gradients(bound.mean());
                    double[] inHead = gradients.of(head).readDoubles();
                    int q = of.latent();
                    GOLDEN.check(golden, "delbo_dmean", Arrays.copyOf(inHead, q));
                    GOLDEN.check(
                            golden,
                            "delbo_dlogstd",
                            Arrays.stream(inHead, q, 2 * q).map(g -> 2 * g).toArray());
                    GOLDEN.check(golden, "delbo_db", gradients.of(offset).readDoubles());
                }
            }
            runtime.release(head);
            runtime.release(offset);
        }
    }

    /** From the exact posterior, p(x, z given c) / p(z given x, c) is p(x given c) whatever z. */
    @ParameterizedTest
    @MethodSource("conditional")
    void theLikelihoodGivenC(JsonNode golden) {
        try (TensorScope scope = runtime.scope()) {
            Case of = Case.of(golden);
            LatentVariableModel model =
                    model(of, head(of), runtime.vector(of.b()), new ArrayList<>());
            Batch batch = batch(of);
            double[] prior = Golden.numbers(golden.get("expected"), "prior_mean");
            double[] mean = Golden.numbers(golden.get("expected"), "posterior_mean");
            double[] covariance = Golden.numbers(golden.get("expected"), "posterior_cov");
            int q = of.latent();
            // At the posterior's mean its density is (2 pi)^(-q/2) det^(-1/2).
            double logDensity = -0.5 * (q * Math.log(2 * Math.PI) + logDeterminant(covariance, q));
            double[] u = new double[q];
            Arrays.setAll(u, j -> mean[j] - prior[j]);
            Tensor z = runtime.vector(u).broadcastTo(Shape.of(1, BATCH, q));
            Tensor logJoint =
                    model.generative()
                            .output(Latents.of(Z, z), batch.given())
                            .logProbability(batch.x())
                            .add(
                                    model.generative()
                                            .prior(Z, Latents.NONE, batch.given())
                                            .logProbability(z));
            for (double joint : logJoint.readDoubles()) {
                GOLDEN.check(golden, "log_px", joint - logDensity);
            }
        }
    }

    /** By Gaussian elimination of a positive matrix. */
    private static double logDeterminant(double[] matrix, int n) {
        double[] m = matrix.clone();
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Math.log(m[i * n + i]);
            for (int r = i + 1; r < n; r++) {
                double factor = m[r * n + i] / m[i * n + i];
                for (int c = i; c < n; c++) {
                    m[r * n + c] -= factor * m[i * n + c];
                }
            }
        }
        return sum;
    }

    @Test
    void anotherConditionIsAnotherModel() {
        JsonNode golden = conditional().findFirst().orElseThrow();
        try (TensorScope scope = runtime.scope()) {
            Case of = Case.of(golden);
            LatentVariableModel model =
                    model(of, head(of), runtime.vector(of.b()), new ArrayList<>());
            Batch batch = batch(of);
            Tensor other = batch.given().get(C).add(1);
            Tensor z =
                    new ToyNormal(
                                    runtime.zeros(Shape.of(BATCH, of.latent())),
                                    runtime.zeros(Shape.of(BATCH, of.latent())))
                            .draw(KEY, 1)
                            .z();
            GenerativeModel p = model.generative();
            double[] one =
                    p.output(Latents.of(Z, z), batch.given()).mean().orElseThrow().readDoubles();
            double[] two =
                    p.output(Latents.of(Z, z), Map.of(C, other)).mean().orElseThrow().readDoubles();
            for (int i = 0; i < one.length; i++) {
                double slope = 0;
                for (int k = 0; k < of.given(); k++) {
                    slope += of.v()[i % of.b().length * of.given() + k];
                }
                assertThat(two[i] - one[i]).isCloseTo(slope, within(1e-12));
            }
        }
    }
}
