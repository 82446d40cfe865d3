// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.model.DeepGenerativeModel;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.model.GivenLikelihood;
import org.vaelab.testkit.problem.KnownData;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/**
 * The chains of training on a model that stands still: they come to its posterior, a standard
 * Gumbel distribution. Its tails differ, so that step sizes that follow the chain at one rate shift
 * its mean.
 */
final class StationaryChainsTest {

    private static final RandomKey KEY = RandomKey.of(41);
    private static final int VISITS = 350;
    private static final int KEPT_FROM = 100;

    /** Euler's constant. */
    private static final double MEAN = 0.5772156649015329;

    /** The mean was 0.13 too low with sizes that followed at one rate. */
    private static final double DETECTABLE = 0.12;

    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-6);

    private final TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    /** The standard Gumbel distribution: {@code log p(z) = -z - e^-z}. */
    private record Gumbel(TensorRuntime runtime, Euclidean space) implements Prior {

        @Override
        public Tensor logProbability(Tensor z) {
            return z.add(z.neg().exp()).neg().sum(-1);
        }

        @Override
        public Tensor sample(RandomKey key, int n) {
            double[] uniform = key.uniform(n);
            double[] z = Arrays.stream(uniform).map(u -> -Math.log(-Math.log(u))).toArray();
            return runtime.tensor(z, Shape.of(n, 1));
        }
    }

    private GenerativeModel model() {
        Euclidean line = new Euclidean(1);
        Network nothing = z -> z.mul(0);
        return new DeepGenerativeModel(
                runtime,
                DataShape.flat(1),
                Conditioning.NONE,
                new DeepGenerativeModel.Root(
                        OneLatent.Z, new Gumbel(runtime, line), line.networkInput()),
                List.of(),
                new DeepGenerativeModel.Output(nothing, new GivenLikelihood()));
    }

    private Inference hmc() {
        KnownData data = new KnownData(DataShape.flat(1), ValueDomain.REAL, new double[1]);
        InferenceContext context =
                new InferenceContext(
                        new PartContext(runtime, KEY, data, Plugins.of(List.of())),
                        Map.of(OneLatent.Z, new Euclidean(1)),
                        Optional.empty(),
                        new KlRegistry(List.of()),
                        Optional.empty());
        try (TensorScope scope = runtime.scope()) {
            return new HamiltonianInference(4, 300, 200, 32, 0.8, 5, 5).create(context);
        }
    }

    private Batch allData() {
        int[] rows = IntStream.range(0, KnownData.SIZE).toArray();
        return new Batch(runtime.zeros(Shape.of(rows.length, 1)), Map.of(), rows);
    }

    /** Returns the values of the chains at one visit. */
    private double[] visit(Inference hmc, GenerativeModel p, int visit) {
        try (TensorScope scope = runtime.scope()) {
            TrainingProgress clock = new TrainingProgress(visit, VISITS);
            JointDraw draw =
                    hmc.infer(p, allData(), KEY.fold(visit), Phase.training(clock)).draw(KEY, 1);
            draw.effects().updates().forEach(update -> update.make(clock));
            return draw.values().z(OneLatent.Z).readDoubles();
        }
    }

    /** The means of chains are independent. */
    @Tag("full")
    @Test
    void chainsOfTrainingHaveTheMeanOfTheirTarget() {
        GenerativeModel p = model();
        Inference hmc = hmc();
        double[] means = new double[KnownData.SIZE];
        for (int visit = 0; visit < VISITS; visit++) {
            double[] z = visit(hmc, p, visit);
            for (int b = 0; visit >= KEPT_FROM && b < means.length; b++) {
                means[b] += z[b] / (VISITS - KEPT_FROM);
            }
        }
        ASSERT.mean("Gumbel, key " + KEY, means, MEAN, DETECTABLE);
    }

    /** A size that is no number, which a chain may have been left with, is not kept. */
    @Test
    void aSizeThatIsNoNumberIsForgotten() {
        GenerativeModel p = model();
        Inference hmc = hmc();
        visit(hmc, p, 0);
        Parameter table = hmc.parameters().get(0);
        try (TensorScope scope = runtime.scope()) {
            double[] rows = table.value().readDoubles();
            rows[1] = Double.NaN;
            table.assign(runtime.tensor(rows, table.value().shape()));
        }
        double[] before = visit(hmc, p, 1);
        double[] after = visit(hmc, p, 2);
        assertThat(after[0]).isNotEqualTo(before[0]);
        assertThat(table.value().readDoubles()).doesNotContain(Double.NaN);
    }
}
