package org.example;

import java.nio.file.Path;
import org.vaelab.experiments.Experiment;
import org.vaelab.experiments.Plan;
import org.vaelab.experiments.Results;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.evaluation.DatumScores;
import org.vaelab.framework.parts.estimator.ImportanceWeighted;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.sources.SpritesSource;
import org.vaelab.variants.gaussian.DiagonalNormalFamily;

/** Trains two models of generated shapes, evaluates and samples them, and writes a report. */
public final class TwoModels {

    private TwoModels() {}

    public static void main(String[] arguments) throws Exception {
        Experiment experiment =
                Experiment.named("two-models")
                        .data(SpritesSource.ofSize(16, 2000, 500))
                        .seeds(1, 2)
                        .network(n -> n.hidden(100))
                        .training(t -> t.steps(300).batch(50))
                        .evaluation(e -> e.importanceSamples(50))
                        .model("vae", m -> m.posterior(new DiagonalNormalFamily(5)))
                        .model(
                                "iwae",
                                m ->
                                        m.posterior(new DiagonalNormalFamily(5))
                                                .estimator(new ImportanceWeighted(5)))
                        .in(Path.of(arguments.length > 0 ? arguments[0] : "runs/two-models"));

        // Checks the config and tries every model. Writes nothing.
        Plan plan = experiment.plan();
        plan.warnings().forEach(System.out::println);

        // Trains and evaluates. Started again, it keeps what is complete and goes on with the rest.
        Results results = plan.run(Executor.local(2), Listener.lines(System.out::println));
        for (RunRecord record : results.records()) {
            System.out.printf(
                    "%s, seed %d: elbo %.2f nats%n",
                    record.model(), record.seed(), record.metrics().get("elbo").value());
        }
        System.out.println("report: " + results.writeReport());

        try (Model model = Model.open(results.run("iwae", 1))) {
            double[][] images = model.sample(RandomKey.of(7), 10).rows();
            double[][] codes = model.encode(model.test()).location();
            DatumScores scores = model.score(model.test().first(3)).samples(100).values();
            System.out.printf(
                    "%d images of %d pixels, codes of %d numbers, log p(x) of the first: %.2f%n",
                    images.length,
                    images[0].length,
                    codes[0].length,
                    scores.perDatum().logLikelihood()[0]);
        }
    }
}
