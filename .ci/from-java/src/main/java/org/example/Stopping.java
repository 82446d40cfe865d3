package org.example;

import java.nio.file.Path;
import org.vaelab.experiments.Experiment;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.Results;
import org.vaelab.experiments.run.Control;
import org.vaelab.experiments.run.Executor;
import org.vaelab.framework.VaeLabException;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.sources.SpritesSource;
import org.vaelab.framework.training.StepReport;
import org.vaelab.variants.gaussian.DiagonalNormalFamily;

/** Ends training by a criterion of its own, and reads records and errors. One model diverges. */
public final class Stopping {

    private Stopping() {}

    /** Ends a run when its bound is good enough. */
    static Control goodEnough(PlannedRun run, StepReport report) {
        double bound = report.values().get(StepReport.BOUND);
        return bound > -30 ? Control.finish("the bound is " + bound) : Control.GO_ON;
    }

    public static void main(String[] arguments) throws Exception {
        DiagonalNormalFamily posterior = new DiagonalNormalFamily(3);
        Experiment experiment =
                Experiment.named("stopping")
                        .data(SpritesSource.ofSize(16, 2000, 200))
                        .training(t -> t.steps(2000).batch(50))
                        .model("vae", m -> m.posterior(posterior))
                        .model("fast", m -> m.posterior(posterior).training(t -> t.adam(1e30)))
                        .in(Path.of("runs/stopping"));
        Listener listener = Listener.controlledBy(10, Stopping::goodEnough);
        Results results = experiment.plan().run(Executor.local(1), listener);
        RunRecord record = results.record("vae", 1);
        System.out.printf(
                "%d of 2000 steps, because %s: elbo %.2f%n",
                record.provenance().facts().training().steps(),
                record.provenance().facts().training().finished(),
                record.metrics().get("elbo").value());
        try {
            results.orThrow();
            throw new AssertionError("a learning rate of 1e30 has not failed");
        } catch (VaeLabException e) {
            System.out.println(e.getMessage()); // fast, seed 1: not finite at step 2
        }
        try {
            experiment.with("training.stepz", 5).plan();
        } catch (VaeLabException e) {
            System.out.println(e.getMessage()); // did you mean 'steps'?
        }
    }
}
