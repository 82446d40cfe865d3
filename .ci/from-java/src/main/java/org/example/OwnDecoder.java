package org.example;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.vaelab.experiments.Experiment;
import org.vaelab.experiments.Lab;
import org.vaelab.experiments.Listener;
import org.vaelab.experiments.Results;
import org.vaelab.experiments.Rows;
import org.vaelab.experiments.run.Executor;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.IndependentValues;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.variants.gaussian.DiagonalNormalFamily;

/** A likelihood that this program defines, beside the usual one in an experiment. */
public final class OwnDecoder {

    private OwnDecoder() {}

    /** {@code log p(x given z) = sum_d [-|x_d - m_d| / b - log 2 b]}, with one width b of all values. */
    @Part(value = "laplace", description = "independent Laplace values around a median")
    record Laplace(double width) implements Likelihood {
        @Override
        public Set<ValueDomain> domains() {
            return Set.of(ValueDomain.REAL);
        }

        @Override
        public Head head(DataShape x) {
            return Head.of(Head.real("median", x.size()));
        }

        @Override
        public OutputDistribution of(Tensor median) {
            return new Values(median, width);
        }

        @Override
        public void startAt(double[] mean, Decoder decoder) {
            decoder.startAt(mean, m -> m);
        }
    }

    private record Values(Tensor median, double width) implements IndependentValues {
        @Override
        public Tensor each(Tensor x) {
            return x.sub(median).abs().div(-width).sub(Math.log(2 * width));
        }

        @Override
        public Optional<Tensor> mean() {
            return Optional.of(median);
        }

        @Override
        public Tensor sample(RandomKey key) {
            Tensor one = median.runtime().exponential(key.split("one"), median.shape());
            Tensor two = median.runtime().exponential(key.split("two"), median.shape());
            return median.add(one.sub(two).mul(width).cast(median.dtype()));
        }
    }

    public static void main(String[] arguments) throws Exception {
        try (Lab lab = Lab.withParts(Laplace.class)) {
            Results results =
                    Experiment.named("outliers", lab)
                            .data(Rows.of("line", line(2000)).testFraction(0.2))
                            .set("data.validation", 0.1)
                            .network(n -> n.hidden(50))
                            .training(t -> t.steps(500).batch(100))
                            .evaluation(e -> e.importanceSamples(100))
                            .model("normal", m -> m.posterior(new DiagonalNormalFamily(1)))
                            .model(
                                    "laplace",
                                    m ->
                                            m.posterior(new DiagonalNormalFamily(1))
                                                    .likelihood(new Laplace(0.2)))
                            .in(Path.of("runs/outliers"))
                            .plan()
                            .run(Executor.local(2), Listener.SILENT)
                            .orThrow();
            double normal = results.record("normal", 1).metrics().get("logLikelihood").value();
            double own = results.record("laplace", 1).metrics().get("logLikelihood").value();
            System.out.printf("log p(x): normal %.2f, Laplace %.2f nats%n", normal, own);
        }
    }

    /** Points near a line in four dimensions, with the noise of a Laplace distribution. */
    private static double[][] line(int n) {
        Random random = new Random(1);
        double[][] rows = new double[n][4];
        for (double[] row : rows) {
            double z = random.nextGaussian();
            for (int i = 0; i < row.length; i++) {
                double noise = Math.log(1 - random.nextDouble()) - Math.log(1 - random.nextDouble());
                row[i] = z * (i - 1.5) + 0.2 * noise;
            }
        }
        return rows;
    }
}
