// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.Geodesics;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.Prior.FitLoss;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A prior that a flow makes of the reference prior p_0 of a space (Chen et al. 2018, equation 8):
 *
 * <pre>
 *   dz/dt = v(z, t),   log p(z) = log p_0(z_0) - integral of div v along the way from z_0 to z
 * </pre>
 *
 * <p>Fitting minimises {@code |v(z(t), t) - dz/dt|^2} over the points z(t) of a {@link
 * ProbabilityPath}, and solves no equation. It is minimal where the flow takes p_0 to the
 * distribution of the values.
 *
 * <p>The density has two errors. That of the solver, {@link DormandPrince} with {@code steps} equal
 * steps, makes p integrate to nearly 1. That of the divergence is 0 if it is exact. Else log p has
 * a random error of mean 0 over keys, most of which all z share, because they share the random
 * vectors. So log p(x) by importance weighting is too large or too small, and no lower bound.
 * {@link FlowError} measures both.
 *
 * @param noise p_0
 * @param steps of the solver
 * @param points of the path at which the loss of one value is taken
 * @param directions along which the divergence is taken
 */
record ContinuousFlow(
        TensorRuntime runtime,
        Geodesics geodesics,
        Prior noise,
        ProbabilityPath path,
        VelocityField field,
        int steps,
        int points,
        Directions directions)
        implements Prior {

    /**
     * Numbers that one product may have when no gradient is recorded, so that they stay in the
     * cache.
     */
    private static final int MOST_NUMBERS = 1 << 17;

    /** The keys that both methods have. */
    record Keys(
            String name, List<Integer> hidden, int steps, int points, @Nullable Integer probes) {

        static final String HIDDEN = "widths of the hidden layers of the velocity's perceptron";
        static final String STEPS = "number of steps of the solver of order 5";
        static final String POINTS =
                "number of random times and noises for each code in a step of the fit";
        static final String PROBES =
                "number of random vectors with which Hutchinson's estimator takes the divergence;"
                        + " left out, it is exact";

        Keys {
            hidden = Counts.atLeastOneWidth("hidden", hidden);
            Counts.atLeastOne("steps", steps);
            Counts.atLeastOne("points", points);
            if (probes != null) {
                Counts.atLeastOne("probes", probes);
            }
        }

        /**
         * Creates the prior on the space of a context.
         *
         * @throws IllegalArgumentException if the space has no geodesics, or its network input no
         *     known derivative
         */
        ContinuousFlow create(PriorContext context, ProbabilityPath path) {
            LatentSpace space = context.space();
            Geodesics geodesics = geodesics(space);
            BinaryOperator<Tensor> derivative =
                    space.networkInput().derivative().orElseThrow(() -> refusal(space));
            VelocityField field =
                    new VelocityField(
                            context.runtime(),
                            context.key().split("field"),
                            space,
                            geodesics,
                            derivative,
                            path,
                            hidden);
            Directions directions =
                    Directions.of(
                            context.runtime(),
                            context.key().split("probes"),
                            space.eventShape().size(),
                            probes);
            return new ContinuousFlow(
                    context.runtime(),
                    geodesics,
                    noise(context),
                    path,
                    field,
                    steps,
                    points,
                    directions);
        }

        Geodesics geodesics(LatentSpace space) {
            return space.geodesics()
                    .filter(g -> space.eventShape().rank() == 1)
                    .orElseThrow(() -> refusal(space));
        }

        private IllegalArgumentException refusal(LatentSpace space) {
            return new IllegalArgumentException(
                    ("prior %s needs a latent space of vectors with geodesics and a network input"
                                    + " with a derivative, such as R^d, a sphere or a torus, not %s")
                            .formatted(name, space));
        }

        private Prior noise(PriorContext context) {
            PriorPart reference =
                    context.part()
                            .parts()
                            .of(PriorPart.class)
                            .create(context.space().referencePrior());
            if (reference.create(context) instanceof Prior prior && prior.parameters().isEmpty()) {
                return prior;
            }
            throw new IllegalArgumentException(
                    "prior %s needs a reference prior without parameters, which %s does not have"
                            .formatted(name, context.space()));
        }
    }

    @Override
    public LatentSpace space() {
        return noise.space();
    }

    /** Returns this prior with other steps and directions. */
    ContinuousFlow with(int otherSteps, Directions other) {
        return new ContinuousFlow(
                runtime, geodesics, noise, path, field, otherSteps, points, other);
    }

    @Override
    public Tensor logProbability(Tensor z) {
        Tensor rows = z.reshape(-1, space().eventShape().size());
        int count = rows.shape().extent(0);
        boolean recorded = runtime.isRecording();
        int perRow = field.widest() * (directions.exact() ? 1 : directions.count());
        int most = recorded ? count : Math.max(1, MOST_NUMBERS / perRow);
        DormandPrince.Field flow = field.flow(directions);
        List<Tensor> parts = new ArrayList<>();
        for (int from = 0; from < count; from += most) {
            Tensor part = rows.slice(0, from, Math.min(count, from + most));
            parts.add(density(flow, part, recorded));
        }
        return Tensor.concatenate(parts, 0).reshape(z.shape().range(0, -1));
    }

    private Tensor density(DormandPrince.Field flow, Tensor z, boolean recorded) {
        double step = (path.noise() - path.data()) / steps;
        Tensor zeros = runtime.zeros(z.shape().range(0, 1), z.dtype());
        DormandPrince.Rate passed = new DormandPrince.Rate(z, zeros);
        for (int i = 0; i < steps; i++) {
            double time = path.data() + i * step;
            if (recorded) {
                passed = next(flow, passed, time, step);
                continue;
            }
            try (TensorScope scope = runtime.scope()) {
                DormandPrince.Rate end = next(flow, passed, time, step);
                passed =
                        new DormandPrince.Rate(
                                scope.detach(end.velocity()), scope.detach(end.integrand()));
            }
        }
        return noise.logProbability(passed.velocity()).add(passed.integrand());
    }

    private DormandPrince.Rate next(
            DormandPrince.Field flow, DormandPrince.Rate from, double time, double step) {
        DormandPrince.Rate end = DormandPrince.integrate(flow, from.velocity(), time, step);
        return new DormandPrince.Rate(
                onSpace(end.velocity()), from.integrand().add(end.integrand()));
    }

    /** Takes the solver's error off the space away, without a gradient of the speed, which is 0. */
    private Tensor onSpace(Tensor z) {
        Tensor still = runtime.zeros(z.shape(), z.dtype());
        Tensor time = runtime.zeros(z.shape().range(0, 1), z.dtype());
        return geodesics.move(new Geodesics.Motion(z, still), time).z();
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        double step = (path.data() - path.noise()) / steps;
        DormandPrince.Field flow = field.flow(directions);
        Tensor z = noise.sample(key, n);
        for (int i = 0; i < steps; i++) {
            try (TensorScope scope = runtime.scope()) {
                z =
                        scope.detach(
                                onSpace(
                                        DormandPrince.step(
                                                flow, z, path.noise() + i * step, step)));
            }
        }
        return z;
    }

    @Override
    public Optional<FitLoss> fitLoss() {
        return Optional.of(this::error);
    }

    private Tensor error(Tensor z, RandomKey key) {
        Tensor all = z.expandDims(0).broadcastTo(z.shape().prepend(points));
        Tensor rows = all.reshape(-1, space().eventShape().size());
        int n = rows.shape().extent(0);
        // One time in each of n equal parts, so that the mean over the batch varies less.
        double[] times = key.split("times").uniform(n);
        Arrays.setAll(times, i -> path.time((i + times[i]) / n));
        Geodesics.Motion motion =
                runtime.unrecorded(
                        () ->
                                path.at(
                                        noise.sample(key.split("noise"), n),
                                        rows,
                                        runtime.tensor(times, Shape.of(n)).cast(rows.dtype())));
        return field.at(motion.z(), times)
                .sub(motion.velocity())
                .square()
                .sum(-1)
                .reshape(all.shape().range(0, -1))
                .mean(0);
    }

    @Override
    public List<Parameter> parameters() {
        return Component.joined(field, directions);
    }
}
