// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.Shape;

/** The numbers by which posteriors and priors show their settings. */
final class SettingsOfPosterior {

    private static final int DRAWS = 8;
    static final List<Phase> PHASES =
            List.of(
                    Phase.evaluation(),
                    Phase.training(new TrainingProgress(0, 100_000)),
                    Phase.training(new TrainingProgress(90_000, 100_000)));

    private SettingsOfPosterior() {}

    /** Adds what a family draws, in evaluation, and early and late in training. */
    static void add(
            Fingerprint print, TensorRuntime runtime, PosteriorFamily family, RandomKey key) {
        Head head = family.head();
        print.add("space", described(family.space())).add("outputs", head.outputs());
        print.add("head", described(head));
        double[][] rows = PartContract.heads(3, head, 1, key);
        double[] flat = new double[3 * head.width()];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = rows[i / head.width()][i % head.width()];
        }
        Parameter output =
                Parameter.learned("head", runtime.tensor(flat, Shape.of(3, head.width())));
        for (Phase phase : PHASES) {
            try (GradientTape tape = GradientTape.record(runtime)) {
                Posterior q = family.of(output.value(), phase);
                Draw draw = q.draw(key, DRAWS);
                Tensor input = draw.networkInput(family.networkInput());
                Tensor sum = output.value().mul(0).sum();
                print.add("gradient kind", q.gradient());
                print.add("tails", q.tailIndex()).add("decay", q.decay());
                for (Tensor value : List.of(draw.z(), draw.logProbability(), input)) {
                    print.add("draw", value);
                    sum = sum.add(value.mul(runtime.normal(key, value.shape())).sum());
                }
                draw.effects().penalties().forEach(print::add);
                for (Tensor penalty : draw.effects().penalties().values()) {
                    sum = sum.add(penalty.sum());
                }
                print.add("location", q.location()).add("entropy", q.entropy());
                print.add("expectation", q.expectation());
                print.add("signals", q.signals(draw));
                print.add("gradient", tape.gradients(sum).of(output.value()));
            }
            // Of other heads and steps each time: an average of equal values shows no decay, and
            // the
            // first step may begin anew.
            int step = PHASES.indexOf(phase);
            Draw drawn = family.of(output.value().mul(1 + step), phase).draw(key, DRAWS);
            drawn.effects().updates().forEach(u -> u.make(new TrainingProgress(step, 100_000)));
        }
        for (List<Parameter> own :
                List.of(family.parameters(), family.networkInput().parameters())) {
            own.forEach(p -> print.add("after updates " + p.name(), p.value()));
        }
        runtime.release(output.value());
    }

    /** What has no text of its own would differ from itself. */
    static String described(Object value) {
        return value instanceof Record ? value.toString() : value.getClass().getName();
    }

    /** Adds what a prior draws, its densities, and the loss with which it is fitted. */
    static void add(Fingerprint print, Prior prior, RandomKey key) {
        Tensor z = prior.sample(key, DRAWS);
        print.add("draws", z).add("log p", prior.logProbability(z));
        print.add("tails", prior.tailIndex()).add("decay", prior.decay());
        prior.fitLoss().ifPresent(loss -> print.add("loss", loss.of(z, key)));
    }
}
