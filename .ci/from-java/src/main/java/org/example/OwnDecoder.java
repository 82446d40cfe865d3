package org.example;

import java.nio.file.Path;
import java.util.Set;
import org.vaelab.experiments.Experiment;
import org.vaelab.experiments.Results;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.use.Lab;
import org.vaelab.experiments.use.Rows;
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

    /**
     * {@code log p(x given z) = sum_d [-|x_d - m_d| / b - log 2 b]}, with one width b of all
     * values.
     */
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
        public Tensor sample(RandomKey key) {
            Tensor one = median.runtime().exponential(key.split("one"), median.shape());
            Tensor two = median.runtime().exponential(key.split("two"), median.shape());
            return median.add(one.sub(two).mul(width).cast(median.dtype()));
        }
    }

    public static void main(String[] arguments) throws Exception {
        DiagonalNormalFamily posterior = new DiagonalNormalFamily(1);
        Results results =
                Experiment.named("outliers", Lab.withParts(Laplace.class))
                        .data(Rows.of("line", line(2000)).testFraction(0.2))
                        .training(t -> t.steps(300))
                        .model("normal", m -> m.posterior(posterior))
                        .model("own", m -> m.posterior(posterior).likelihood(new Laplace(0.2)))
                        .in(Path.of("runs/outliers"))
                        .plan()
                        .run(Executor.local(2), Listener.SILENT)
                        .orThrow();
        double normal = results.record("normal", 1).metrics().get("logLikelihood").value();
        double own = results.record("own", 1).metrics().get("logLikelihood").value();
        System.out.printf("log p(x): normal %.2f, Laplace %.2f nats%n", normal, own);
    }

    /** Points (z, z, z) with the noise of a Laplace distribution. */
    private static double[][] line(int n) {
        double[][] rows = new double[n][3];
        for (int i = 0; i < n; i++) {
            double[] e = RandomKey.of(i).exponential(6);
            for (int d = 0; d < 3; d++) {
                rows[i][d] = RandomKey.of(i).normal(1)[0] + 0.2 * (e[d] - e[d + 3]);
            }
        }
        return rows;
    }
}
