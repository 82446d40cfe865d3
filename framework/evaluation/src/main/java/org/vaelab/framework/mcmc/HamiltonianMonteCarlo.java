// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.mcmc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.vaelab.framework.Internal;
import org.vaelab.framework.latent.Geodesics;
import org.vaelab.framework.latent.Geodesics.Motion;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Hamiltonian Monte Carlo (Neal 2011, section 5.3). On curved spaces it follows geodesics (Byrne
 * and Girolami 2013, algorithm 1). The velocity v is standard Normal in the tangent space at z.
 *
 * <pre>
 *   H(z, v) = -log pi(z) + 1/2 |v|^2
 *   L times:  v += e/2 grad log pi(z),   (z, v) along the geodesic for the time e,   v += e/2 grad log pi(z)
 *   accepted with probability min(1, exp(H before - H after))
 * </pre>
 *
 * <p>This is the leapfrog integrator on R^d. A transition leaves pi as it is and is reversible with
 * respect to it, for every step size and every number of steps. Several latent variables move
 * together. Chains do not influence one another. An end with H NaN or infinite is rejected. A
 * finite H is accepted if H was NaN or infinite at the start.
 */
@Internal
public final class HamiltonianMonteCarlo {

    private final Map<String, Geodesics> spaces;
    private final int leapfrogSteps;

    /**
     * The result of a transition.
     *
     * @param z [K, B, event] of each variable
     * @param acceptance the probability with which the end was accepted, of each chain, K B row by
     *     row
     */
    @SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
    public record Transition(Latents z, double[] acceptance) {}

    /**
     * Creates the transitions for the latent variables of a model.
     *
     * @param leapfrogSteps L, at least 1
     * @throws IllegalArgumentException if there is an {@link #obstacle}, or L is less than 1
     */
    public HamiltonianMonteCarlo(List<LatentVariable> latents, int leapfrogSteps) {
        this.leapfrogSteps = Counts.atLeastOne("leapfrogSteps", leapfrogSteps);
        this.spaces = spaces(latents);
    }

    /**
     * Returns how the values of each variable move.
     *
     * @throws IllegalArgumentException if there is an {@link #obstacle}
     */
    public static Map<String, Geodesics> spaces(List<LatentVariable> latents) {
        obstacle(latents)
                .ifPresent(
                        reason -> {
                            throw new IllegalArgumentException(reason);
                        });
        Map<String, Geodesics> spaces = new LinkedHashMap<>();
        for (LatentVariable latent : latents) {
            spaces.put(latent.name(), latent.space().geodesics().orElseThrow());
        }
        return spaces;
    }

    /** Returns the reason if some variables cannot be moved; empty if all can. */
    public static Optional<String> obstacle(List<LatentVariable> latents) {
        return latents.stream()
                .filter(latent -> latent.space().geodesics().isEmpty())
                .findFirst()
                .map(
                        latent ->
                                "Hamiltonian Monte Carlo moves values along geodesics, and "
                                        + latent.space()
                                        + " has none");
    }

    /**
     * Makes one transition of all chains. What it returns lives in the scope that is open.
     *
     * @param target log pi
     * @param z where the chains are, [K, B, event] of each variable
     * @param stepSizes e, one for the chains of each datum, [B]
     * @param key of the velocities and the acceptance; equal keys give equal transitions
     */
    public Transition step(LogDensity target, Latents z, double[] stepSizes, RandomKey key) {
        TensorRuntime runtime = z.z(spaces.keySet().iterator().next()).runtime();
        return runtime.unrecorded(
                () -> {
                    try (TensorScope scope = runtime.scope()) {
                        RandomKey velocity = key.split("velocity");
                        Map<String, Motion> start = each(name -> start(name, z.z(name), velocity));
                        Slope slope = slope(target, start);
                        double[] before = energy(slope, start);
                        Tensor time = runtime.tensor(stepSizes, Shape.of(stepSizes.length));
                        Map<String, Motion> end = start;
                        for (int step = 0; step < leapfrogSteps; step++) {
                            Map<String, Motion> kicked = kicked(end, slope, time);
                            end = each(name -> spaces.get(name).move(kicked.get(name), time));
                            slope = slope(target, end);
                            end = kicked(end, slope, time);
                        }
                        double[] acceptance = acceptance(before, energy(slope, end));
                        Tensor accepted =
                                accepted(
                                        runtime,
                                        acceptance,
                                        slope.value().shape(),
                                        key.split("accept"));
                        return new Transition(chosen(accepted, end, start, scope), acceptance);
                    }
                });
    }

    private Map<String, Motion> each(Function<String, Motion> motion) {
        Map<String, Motion> motions = new LinkedHashMap<>();
        spaces.keySet().forEach(name -> motions.put(name, motion.apply(name)));
        return motions;
    }

    private Motion start(String name, Tensor z, RandomKey key) {
        Tensor noise = z.runtime().normal(key.split(name), z.shape()).cast(z.dtype());
        return new Motion(z, spaces.get(name).tangent(z, noise));
    }

    private Slope slope(LogDensity target, Map<String, Motion> motions) {
        Map<String, Tensor> points = new LinkedHashMap<>();
        motions.forEach((name, motion) -> points.put(name, motion.z()));
        return Slope.of(target, Latents.of(points), spaces);
    }

    private static Map<String, Motion> kicked(
            Map<String, Motion> motions, Slope slope, Tensor time) {
        Map<String, Motion> kicked = new LinkedHashMap<>(motions);
        slope.gradients()
                .forEach(
                        (name, gradient) -> {
                            Motion motion = motions.get(name);
                            Tensor half = overEvents(time.mul(0.5), gradient);
                            Tensor velocity = motion.velocity().add(gradient.mul(half));
                            kicked.put(name, new Motion(motion.z(), velocity));
                        });
        return kicked;
    }

    /** Returns -H of every chain. */
    private static double[] energy(Slope slope, Map<String, Motion> motions) {
        Tensor total = slope.value();
        for (Motion motion : motions.values()) {
            Tensor velocity = motion.velocity();
            Shape rows = total.shape().append(velocity.shape().from(2).size());
            total = total.sub(velocity.reshape(rows).square().sum(-1).mul(0.5));
        }
        return total.readDoubles();
    }

    private static double[] acceptance(double[] before, double[] after) {
        double[] acceptance = new double[before.length];
        for (int i = 0; i < acceptance.length; i++) {
            acceptance[i] = acceptance(before[i], after[i]);
        }
        return acceptance;
    }

    /** If H is not finite at the start, every end with a finite H is accepted. */
    private static double acceptance(double before, double after) {
        if (!Double.isFinite(after)) {
            return 0;
        }
        return Double.isFinite(before) ? Math.min(1, Math.exp(after - before)) : 1;
    }

    private static Tensor accepted(
            TensorRuntime runtime, double[] acceptance, Shape shape, RandomKey key) {
        double[] uniform = key.uniform(acceptance.length);
        double[] accepted = new double[acceptance.length];
        for (int i = 0; i < accepted.length; i++) {
            accepted[i] = uniform[i] < acceptance[i] ? 1 : 0;
        }
        return runtime.tensor(accepted, shape);
    }

    private static Latents chosen(
            Tensor accepted,
            Map<String, Motion> end,
            Map<String, Motion> start,
            TensorScope scope) {
        Map<String, Tensor> chosen = new LinkedHashMap<>();
        end.forEach(
                (name, motion) -> {
                    Tensor taken = overEvents(accepted, motion.z());
                    Tensor z = motion.z().where(taken, start.get(name).z());
                    chosen.put(name, scope.detach(z));
                });
        return Latents.of(chosen);
    }

    /** Gives a tensor of leading axes an axis of 1 for each axis of an event. */
    private static Tensor overEvents(Tensor leading, Tensor values) {
        Tensor wide = leading;
        for (int axis = 2; axis < values.shape().rank(); axis++) {
            wide = wide.expandDims(-1);
        }
        return wide;
    }
}
