// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.mcmc.HamiltonianMonteCarlo;
import org.vaelab.framework.mcmc.JointLogDensity;
import org.vaelab.framework.mcmc.StepSizes;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;

/**
 * Draws of the posterior of each datum by chains of Hamiltonian Monte Carlo. Their density is not
 * known: they give expectations, and no bound of log p(x).
 *
 * <p>Evaluation runs several chains. They start from draws of a trained model's encoder, if there
 * is one, else of the prior. A warm-up finds step sizes and the length of trajectories ({@link
 * AdaptiveChains}). Training keeps one chain for each datum, which continues from its last state,
 * with its own step size that follows the acceptance. Its draws are from the posterior as far as
 * the chain follows the changing model (Hoffman 2017).
 */
@Cites("neal2011")
@Part(
        value = "hmc",
        description = "chains of Hamiltonian Monte Carlo for each example, with R-hat",
        paper = "Neal (2011)")
public record HamiltonianInference(
        @Setting(value = "chains of each example in evaluation, at least 2", defaultValue = "4")
                int chains,
        @Setting(
                        value = "transitions of each chain that are thrown away, at least 20",
                        defaultValue = "300")
                int warmUp,
        @Setting(
                        value = "transitions of each chain that are kept, at least 4",
                        defaultValue = "200")
                int draws,
        @Setting(
                        value = "leapfrog steps of the longest trajectory that the warm-up tries",
                        defaultValue = "32")
                int mostLeapfrogSteps,
        @Setting(
                        value = "mean acceptance probability that step sizes are adapted to",
                        defaultValue = "0.8")
                double acceptance,
        @Setting(
                        value = "transitions of the chain of an example in a training step",
                        defaultValue = "5")
                int transitions,
        @Setting(value = "leapfrog steps of each of these transitions", defaultValue = "5")
                int leapfrogSteps)
        implements PointSearch {

    public HamiltonianInference {
        Counts.atLeastOne("transitions", transitions);
        Counts.atLeastOne("leapfrogSteps", leapfrogSteps);
        if (chains < 2) {
            throw new SettingException(
                    "chains",
                    "must be at least 2, is " + chains + ": one has no other to agree with");
        }
        if (warmUp < 20) {
            throw new SettingException("warmUp", "must be at least 20, is " + warmUp);
        }
        if (draws < 4) {
            throw new SettingException("draws", "must be at least 4, is " + draws);
        }
        Counts.atLeastOne("mostLeapfrogSteps", mostLeapfrogSteps);
        if (!(acceptance > 0 && acceptance < 1)) {
            throw new SettingException(
                    "acceptance", "must be above 0 and below 1, is " + acceptance);
        }
    }

    /** The logarithm of the step size of the chain. */
    @Override
    public int remembered() {
        return 1;
    }

    /** The largest R-hat of a coordinate (Vehtari et al. 2021, section 4). */
    static final double CONVERGED = 1.01;

    /** The transitions of a datum at its first visit. */
    private static final int FIRST_TRANSITIONS = 20;

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a space has no geodesics
     */
    @Override
    public JointPosterior find(
            LatentStart start, GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
        List<LatentVariable> latents = p.latents();
        HamiltonianMonteCarlo.obstacle(latents)
                .ifPresent(
                        reason -> {
                            throw new IllegalArgumentException(
                                    "inference hmc cannot be used: " + reason);
                        });
        JointLogDensity joint = new JointLogDensity(p, batch);
        return p.runtime()
                .unrecorded(
                        () ->
                                phase instanceof Phase.Training training
                                                && start.table().isPresent()
                                        ? goneOn(
                                                start,
                                                joint,
                                                latents,
                                                start.table().get(),
                                                key,
                                                training.clock().step())
                                        : sampled(start, joint, latents, key));
    }

    private JointPosterior sampled(
            LatentStart start, JointLogDensity joint, List<LatentVariable> latents, RandomKey key) {
        Latents from = start.draw(joint.model(), joint.batch(), key.split("start"), chains);
        AdaptiveChains.Found found =
                new AdaptiveChains(this).run(joint, latents, from, key.split("chains"));
        double[] reductions = found.scaleReduction();
        double[] apart = new double[reductions.length];
        Arrays.setAll(apart, i -> reductions[i] <= CONVERGED ? 0 : 1);
        Map<String, double[]> diagnostics = new LinkedHashMap<>();
        diagnostics.put("rHat", reductions);
        diagnostics.put("unconverged", apart);
        diagnostics.put("chainEffectiveSampleSize", found.effectiveSampleSize());
        diagnostics.put("chainAcceptance", found.acceptance());
        return new DrawsPosterior(
                latents, found.states(), chains, TrainingEffects.NONE, diagnostics);
    }

    /** One chain of each datum, remembered with the logarithm of its step size. */
    private JointPosterior goneOn(
            LatentStart start,
            JointLogDensity joint,
            List<LatentVariable> latents,
            LocalTable table,
            RandomKey key,
            long step) {
        Batch batch = joint.batch();
        Tensor rows = table.read(batch);
        double[] seen = rows.readDoubles();
        int width = rows.shape().extent(1);
        Latents drawn = start.draw(joint.model(), batch, key.split("start"), 1);
        Latents z = LatentStart.remembered(latents, drawn, seen, width);
        Steps steps = new Steps(seen, width, table.epochs(batch, step));
        HamiltonianMonteCarlo sampler = new HamiltonianMonteCarlo(latents, leapfrogSteps);
        for (int t = 0; t < steps.count(); t++) {
            HamiltonianMonteCarlo.Transition moved =
                    sampler.step(
                            joint,
                            z,
                            StepSizes.jittered(steps.sizes, key.split("jitter").fold(t)),
                            key.split("chains").fold(t));
            z = moved.z();
            steps.adapt(moved.acceptance(), t);
        }
        LatentStart.remember(latents, z, seen, width);
        steps.remember(seen, width);
        List<StateUpdate> updates = List.of(table.remember(batch, () -> seen));
        return new DrawsPosterior(latents, z, 1, TrainingEffects.of(updates), Map.of());
    }

    private final class Steps {

        private final double[] sizes;
        private final double[] made;
        private boolean someNew;

        /**
         * Takes the sizes out of the rows of a table.
         *
         * @param epochs how often training has gone through the data, which says how many
         *     transitions a chain has made
         */
        Steps(double[] rows, int width, double epochs) {
            sizes = new double[rows.length / width];
            made = new double[sizes.length];
            for (int b = 0; b < sizes.length; b++) {
                double size = Math.exp(rows[(b + 1) * width - 1]);
                boolean known = LatentStart.isSeen(rows, b, width) && Double.isFinite(size);
                sizes[b] = known ? size : StepSizes.FIRST;
                made[b] = known ? FIRST_TRANSITIONS + transitions * (1 + epochs) : 0;
                someNew |= !known;
            }
        }

        int count() {
            return transitions + (someNew ? FIRST_TRANSITIONS : 0);
        }

        /** Follows the acceptance of the transition t of this step. */
        void adapt(double[] accepted, int t) {
            for (int b = 0; b < sizes.length; b++) {
                sizes[b] = StepSizes.adapted(sizes[b], accepted[b], acceptance, made[b] + t);
            }
        }

        void remember(double[] rows, int width) {
            for (int b = 0; b < sizes.length; b++) {
                rows[(b + 1) * width - 1] = Math.log(sizes[b]);
            }
        }
    }

    @Override
    public String name() {
        return "hmc";
    }
}
