package org.example;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.vaelab.experiments.Experiment;
import org.vaelab.experiments.Listener;
import org.vaelab.experiments.Results;
import org.vaelab.experiments.run.Executor;
import org.vaelab.framework.VaeLabException;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.framework.sources.SpritesSource;
import org.vaelab.variants.gaussian.DiagonalNormalFamily;

/** Reads the records of runs, of which one fails, and the errors that a program can catch. */
public final class Records {

    private Records() {}

    public static void main(String[] arguments) throws Exception {
        Experiment experiment =
                Experiment.named("records")
                        .data(SpritesSource.ofSize(16, 500, 100))
                        .training(t -> t.steps(50).batch(50))
                        .evaluation(e -> e.importanceSamples(5))
                        .model("usual", m -> m.posterior(new DiagonalNormalFamily(3)))
                        .model(
                                "diverging",
                                m ->
                                        m.posterior(new DiagonalNormalFamily(3))
                                                .training(t -> t.adam(1e30)))
                        .in(Path.of("runs/records"));
        Results results = experiment.plan().run(Executor.local(1), Listener.SILENT);
        for (RunRecord record : results.records()) {
            if (record.status() == RunStatus.COMPLETED) {
                Estimate elbo = record.metrics().get("elbo");
                System.out.printf(
                        "%s: %.2f +- %.2f %s, %s%n",
                        record.model(),
                        elbo.value(),
                        elbo.standardError(),
                        elbo.unit(),
                        elbo.kind());
            } else {
                System.out.println(record.model() + ": " + record.failure().cause());
            }
        }
        // A run that failed is an exception if the program asks for it.
        refused("diverging", results::orThrow);
        // What a user can mend has the message of the command line.
        refused("did you mean 'steps'?", () -> experiment.with("training.stepz", 5).plan());
        refused("no plan.json", () -> Results.in(Path.of("runs/nowhere")));
    }

    private static void refused(String message, Callable<?> work) throws Exception {
        try {
            work.call();
        } catch (VaeLabException e) {
            if (!e.getMessage().contains(message)) {
                throw e;
            }
            System.out.println("refused: " + e.getMessage());
            return;
        }
        throw new AssertionError("it was not refused: " + message);
    }
}
