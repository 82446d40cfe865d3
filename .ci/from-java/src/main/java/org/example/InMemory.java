package org.example;

import java.nio.file.Path;
import java.util.Random;
import org.vaelab.experiments.Experiment;
import org.vaelab.experiments.Results;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.use.Alarm;
import org.vaelab.experiments.use.Codes;
import org.vaelab.experiments.use.Model;
import org.vaelab.experiments.use.Rows;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.variants.gaussian.DiagonalNormalFamily;

/** Trains on arrays, uses the model on arrays, and compares two models on the same rows. */
public final class InMemory {

    private InMemory() {}

    public static void main(String[] arguments) throws Exception {
        double[][] values = rings(2000);
        Rows rows = Rows.of("rings", values).columns("x", "y", "noise").testFraction(0.2);
        Results results =
                Experiment.named("rings")
                        .data(rows)
                        .set("data.standardize", true)
                        .set("data.validation", 0.1)
                        .training(t -> t.steps(500).batch(100).adam(1e-3))
                        .evaluation(e -> e.importanceSamples(50))
                        .model("one", m -> m.posterior(new DiagonalNormalFamily(1)))
                        .model("two", m -> m.posterior(new DiagonalNormalFamily(2)))
                        .in(Path.of("runs/rings"))
                        .plan()
                        .run(Executor.local(2), Listener.SILENT)
                        .orThrow();
        double[][] rest = rings(300);
        try (Model model = results.model("two", 1)) {
            Codes q = model.encode(rest); // q(z given x): location [300, 2], scale, draws
            double[][] back = model.decode(q.location()).rows(); // [300, 3], in the units of the rows
            double[][] drawn = model.sample(RandomKey.of(7), 50).rows();
            model.sample(RandomKey.of(7), 50).to(Path.of("runs/rings/samples.csv"));
            double[] logs = model.score(rest).samples(200).logLikelihood(); // nats
            double[][] filled = model.impute(RandomKey.of(1), new double[] {10, Double.NaN, 0}).rows();
            Alarm alarm = model.alarm(0.01);
            boolean isStrange = alarm.of(new double[] {90, 90, 90}).judgements().get(0).isAlarm();
            System.out.printf(
                    "%d codes, %d rows, %d samples%n", q.location().length, back.length, drawn.length);
            System.out.printf("scale %.2f, log p(x) %.2f%n", q.scale()[0][0], logs[0]);
            System.out.printf("filled %.1f, strange: %s%n", filled[0][1], isStrange);
        }
        difference(results, rest);
    }

    /** Prints the mean difference of log p(x) of the two models, with its standard error. */
    private static void difference(Results results, double[][] rows) throws Exception {
        try (Model one = results.model("one", 1);
                Model two = results.model("two", 1)) {
            double[] of = two.score(rows).samples(200).logLikelihood();
            double[] other = one.score(rows).samples(200).logLikelihood();
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < of.length; i++) {
                double d = of[i] - other[i];
                sum += d;
                squares += d * d;
            }
            double mean = sum / of.length;
            double variance = (squares / of.length - mean * mean) / (of.length - 1);
            System.out.printf("two - one: %.2f nats (%.2f)%n", mean, Math.sqrt(variance));
        }
    }

    private static double[][] rings(int n) {
        Random random = new Random(1);
        double[][] rows = new double[n][];
        for (int i = 0; i < n; i++) {
            double angle = 2 * Math.PI * random.nextDouble();
            double radius = 10 * (1 + random.nextInt(2)) + random.nextGaussian();
            rows[i] =
                    new double[] {
                        radius * Math.cos(angle),
                        radius * Math.sin(angle),
                        3 * random.nextGaussian()
                    };
        }
        return rows;
    }
}
