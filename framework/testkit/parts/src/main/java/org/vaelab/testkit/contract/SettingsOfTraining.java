// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;

/** The numbers by which estimators, regularisers and variants show their settings. */
final class SettingsOfTraining {

    private static final long STEPS = 100_000;

    /** The second shows what the updates of the first have changed. */
    private static final long[] SHOWN = {0, 1, 90_000};

    private SettingsOfTraining() {}

    /** Adds what a model learns, and the objectives of steps that train it. */
    static void add(Fingerprint print, AssembledModel assembled, Batch batch, RandomKey key) {
        List<Parameter> all = new ArrayList<>(assembled.model().parameters());
        all.addAll(assembled.estimatorParameters());
        TensorRuntime runtime = assembled.model().runtime();
        print.addParameters(all);
        PartContract.move(runtime, all, key);
        assembled.learners().forEach(own -> own.ownOptimizer().ifPresent(o -> print.add("own", o)));
        // Averages of equal values show no decay, so each step has draws of its own.
        add(
                print,
                runtime,
                all,
                clock ->
                        assembled
                                .estimator()
                                .estimate(assembled.step(batch, key.fold(clock.step()), clock)));
    }

    /** Adds the objectives of steps, their gradients, and what their updates change. */
    static void add(
            Fingerprint print,
            TensorRuntime runtime,
            List<Parameter> parameters,
            Function<TrainingProgress, Objective> objective) {
        for (long step : SHOWN) {
            TrainingProgress clock = new TrainingProgress(step, STEPS);
            try (GradientTape tape = GradientTape.record(runtime)) {
                Objective made = objective.apply(clock);
                print.add("loss", made.loss()).add("own", made.own());
                print.add("weight of the KL", made.klWeight().getAsDouble());
                if (made.bound() != null) {
                    print.add("bound", Objects.requireNonNull(made.bound()));
                }
                for (List<Objective.Term> terms : List.of(made.terms(), made.penalties())) {
                    terms.forEach(term -> print.add(term.name(), term.value()));
                }
                if (made.minimised().isTracked()) {
                    Gradients gradients = tape.gradients(made.minimised());
                    parameters.stream()
                            .filter(p -> p.role() == Parameter.Role.LEARNED)
                            .forEach(p -> print.add("gradient", gradients.of(p.value())));
                }
                made.updates().forEach(update -> update.make(clock));
            }
            parameters.forEach(p -> print.add("after updates " + p.name(), p.value()));
        }
    }
}
