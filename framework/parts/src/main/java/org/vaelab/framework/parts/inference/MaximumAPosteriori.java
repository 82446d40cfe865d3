// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.latent.Geodesics;
import org.vaelab.framework.mcmc.HamiltonianMonteCarlo;
import org.vaelab.framework.mcmc.JointLogDensity;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The mode of the posterior of each datum, {@code argmax_z log p(x, z given c)} (MAP), or what of
 * it a gradient ascent finds from several starts. It is a point: it has no density, and gives no
 * bound of log p(x). On a sphere the density refers to its surface.
 *
 * <p>On a trained model it starts from draws of the encoder's posterior, elsewhere from draws of
 * the prior; in training from where it was when the datum was last seen.
 */
@Part(
        value = "map",
        description = "the mode of the posterior of each example, found by gradient ascent (MAP)")
public record MaximumAPosteriori(
        @Setting(value = "steps of gradient ascent in a training step", defaultValue = "10")
                int steps,
        @Setting(value = "steps of gradient ascent in evaluation", defaultValue = "200")
                int evaluationSteps,
        @Setting(value = "starts in evaluation, of which the best is taken", defaultValue = "1")
                int starts)
        implements PointSearch {

    public MaximumAPosteriori {
        Counts.atLeastOne("steps", steps);
        Counts.atLeastOne("evaluationSteps", evaluationSteps);
        Counts.atLeastOne("starts", starts);
    }

    @Override
    public int remembered() {
        return 0;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a space has no geodesics
     */
    @Override
    public JointPosterior find(
            LatentStart start, GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
        List<LatentVariable> latents = p.latents();
        Map<String, Geodesics> spaces = spaces(latents);
        boolean training = phase instanceof Phase.Training;
        return p.runtime()
                .unrecorded(
                        () -> {
                            JointLogDensity joint = new JointLogDensity(p, batch);
                            Latents from = start.draw(p, batch, key, starts);
                            Optional<LocalTable> table = start.table().filter(t -> training);
                            if (table.isEmpty()) {
                                Latents found =
                                        new ModeSearch(evaluationSteps).climb(joint, from, spaces);
                                return posterior(latents, best(joint, found), List.of());
                            }
                            Tensor rows = table.get().read(batch);
                            double[] seen = rows.readDoubles();
                            int width = rows.shape().extent(1);
                            // One start of data seen before: where they were.
                            Latents first =
                                    LatentStart.remembered(latents, from.slice(0, 1), seen, width);
                            Latents found =
                                    best(joint, new ModeSearch(steps).climb(joint, first, spaces));
                            LatentStart.remember(latents, found, seen, width);
                            return posterior(
                                    latents,
                                    found,
                                    List.of(table.get().remember(batch, () -> seen)));
                        });
    }

    private static Map<String, Geodesics> spaces(List<LatentVariable> latents) {
        for (LatentVariable latent : latents) {
            if (latent.space().geodesics().isEmpty()) {
                throw new IllegalArgumentException(
                        "inference map climbs along geodesics, and "
                                + latent.space()
                                + " has none");
            }
        }
        return HamiltonianMonteCarlo.spaces(latents);
    }

    /** The best of the starts of each datum, [1, B, event]. */
    private static Latents best(JointLogDensity joint, Latents found) {
        Tensor value = joint.of(found);
        int data = value.shape().extent(1);
        int[] place = value.transpose().argMax(-1).readInts();
        Map<String, Tensor> all = new LinkedHashMap<>();
        found.byName()
                .forEach(
                        (name, values) -> {
                            Tensor z = values.z();
                            Shape event = z.shape().from(2);
                            TensorRuntime runtime = z.runtime();
                            int[] rows = new int[data];
                            for (int b = 0; b < data; b++) {
                                rows[b] = place[b] * data + b;
                            }
                            Tensor chosen =
                                    z.reshape(event.prepend(z.shape().extent(0) * data))
                                            .gather(0, runtime.indices(rows, Shape.of(data)))
                                            .reshape(event.prepend(1, data));
                            all.put(name, chosen);
                        });
        return Latents.of(all);
    }

    private static JointPosterior posterior(
            List<LatentVariable> latents, Latents mode, List<StateUpdate> updates) {
        return new DrawsPosterior(latents, mode, 1, TrainingEffects.of(updates), Map.of());
    }

    @Override
    public String name() {
        return "map";
    }
}
