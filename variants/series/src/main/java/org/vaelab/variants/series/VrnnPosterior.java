// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * q(z given x) of a VRNN, step by step (Chung et al. 2015, equations 9 and 10):
 *
 * <pre>
 *   q(z given x) = prod_t N(z_t; mu_z, diag sigma_z^2),   (mu_z, sigma_z) = encoder(x_t, h_{t-1})
 *   e_t ~ N((mu_z - mu_0) / sigma_0, diag (sigma_z / sigma_0)^2)      the same of the noise of the prior
 *   log p(x) >= E_q[ sum_t log p(x_t given z_t, h_{t-1}) - KL(q(z_t) || p(z_t given h_{t-1})) ]    (11)
 * </pre>
 *
 * <p>A step without observed numbers has z_t from the prior, e_t ~ N(0, I), whose KL is 0.
 */
final class VrnnPosterior implements Posterior {

    private final VrnnModel model;
    private final Network encoder;

    /** As it was given, with NaN for missing numbers. */
    private final Tensor given;

    /** [B, T D], 0 in the place of missing numbers. */
    private final Tensor x;

    /** 1 of observed numbers and 0 of missing ones, [B, T D]. */
    private final Tensor observed;

    /**
     * Creates the posterior of series.
     *
     * @param encoder from x_t, its mask if numbers may be missing, and h_{t-1}
     * @param x [B, T D]
     */
    VrnnPosterior(VrnnModel model, Network encoder, Tensor x) {
        this.model = model;
        this.encoder = encoder;
        this.given = x;
        // NaN is not equal to itself.
        this.observed = x.eq(x).cast(x.dtype());
        this.x =
                model.hasMissing()
                        ? x.where(observed, x.runtime().zeros(Shape.scalar(), x.dtype()))
                        : x;
    }

    VrnnModel model() {
        return model;
    }

    private Tensor rows(Tensor each, Shape leading) {
        int size = model.layout().size();
        return each.broadcastTo(leading.append(size)).reshape(leading.size(), size);
    }

    /**
     * Returns q(z_t given x_t, h_{t-1}): p(z_t given h_{t-1}) where the step is missing, or a part of it and the encoder
     * sees no mask.
     *
     * @param values of all steps, 0 in the place of missing ones
     * @param masks of all steps
     */
    VrnnCell.Normals ofStep(Tensor values, Tensor masks, int step, Tensor state) {
        Tensor mask = model.ofStep(masks, step);
        Tensor isGiven = (model.hasMissing() ? mask.max(-1) : mask.min(-1)).expandDims(-1);
        Tensor known = model.ofStep(values, step);
        return encoded(model.hasMissing() ? List.of(known, mask, state) : List.of(known, state))
                .where(isGiven, model.cell().prior(state));
    }

    private VrnnCell.Normals encoded(List<Tensor> seen) {
        return VrnnCell.Normals.of(encoder.apply(Tensor.concatenate(seen, -1)));
    }

    /** Chooses z_t of a step, [R, d]. */
    private interface Choice {
        Tensor of(int step, VrnnCell.Normals q, Tensor state);
    }

    /**
     * A walk along chosen z. While a gradient is recorded, the states are held anyway, so that what no later step needs
     * is computed of all steps at once.
     */
    private final class Pass implements VrnnModel.Walk {

        private final boolean isRecording = x.runtime().isRecording();
        private final Choice choice;
        private final Tensor values;
        private final Tensor masks;
        private final List<Tensor> latents = new ArrayList<>();
        private final List<Tensor> states = new ArrayList<>();

        /** Of z_t given h_{t-1} while a gradient is recorded, else of e_t. */
        private final List<Tensor> means = new ArrayList<>();

        private final List<Tensor> scales = new ArrayList<>();

        Pass(Shape leading, Choice choice) {
            this.choice = choice;
            this.values = rows(x, leading);
            this.masks = rows(observed, leading);
            model.walk(leading.size(), this);
        }

        @Override
        public Tensor latent(int step, Tensor state) {
            VrnnCell.Normals q =
                    model.hasMissing()
                            ? ofStep(values, masks, step, state)
                            : encoded(List.of(model.ofStep(values, step), state));
            VrnnCell.Normals own = isRecording ? q : q.under(model.cell().prior(state));
            means.add(own.mean());
            scales.add(own.logScale());
            states.add(state);
            latents.add(choice.of(step, q, state));
            return latents.get(step);
        }

        @Override
        public Tensor value(int step, Tensor state, Tensor z) {
            Tensor known = model.ofStep(values, step);
            if (!model.hasMissing()) {
                return known;
            }
            Tensor mean = model.cell().head(z, state).slice(-1, 0, model.layout().width());
            return known.where(model.ofStep(masks, step), mean);
        }

        @Override
        public List<List<Tensor>> kept() {
            return List.of(means, scales);
        }

        /** Returns q(e_t given e_1, ..., e_{t-1}) for each row. */
        StepNormals normals() {
            VrnnCell.Normals all =
                    new VrnnCell.Normals(Tensor.stack(means, 1), Tensor.stack(scales, 1));
            return StepNormals.of(
                    isRecording ? all.under(model.cell().prior(Tensor.stack(states, 1))) : all);
        }

        Draw draw(Tensor e, Supplier<Tensor> density) {
            return isRecording
                    ? new VrnnDraw(
                            e, density, given, Tensor.stack(latents, 1), Tensor.stack(states, 1))
                    : Draw.of(e, density);
        }
    }

    /** Draws, with the Normals of each step given the draws of those before it. */
    LatentDraw drawn(RandomKey key, int samples) {
        Shape leading = Shape.of(samples, x.shape().extent(0));
        Shape rows = Shape.of(leading.size(), model.space().dimension());
        Tensor noise = x.runtime().normal(key, rows).cast(x.dtype());
        Pass pass = new Pass(leading, (step, q, state) -> q.at(model.ofStep(noise, step)));
        StepNormals q = pass.normals();
        Tensor e = q.at(noise).reshape(leading.append(rows.extent(1)));
        Supplier<Tensor> density = () -> q.logProbabilityOf(noise).reshape(leading);
        return new LatentDraw(VrnnModel.Z, q, pass.draw(e, density), true);
    }

    @Override
    public Draw draw(RandomKey key, int samples) {
        return drawn(key, samples).draw();
    }

    /** Returns the Normals of each step given values of those before it, [..., B, T d], for each row. */
    StepNormals given(Tensor z) {
        Shape leading = z.shape().range(0, -1);
        Tensor e = z.reshape(leading.size(), model.space().dimension());
        Choice choice =
                (step, q, state) -> model.cell().prior(state).at(model.ofStep(e, step));
        return new Pass(leading, choice).normals();
    }

    @Override
    public Tensor logProbability(Tensor z) {
        StepNormals q = given(z);
        return q.logProbability(z.reshape(q.mean().shape())).reshape(z.shape().range(0, -1));
    }

    /** Returns the Normals of each step given the means of those before it. */
    StepNormals stepsAtLocation() {
        return new Pass(x.shape().range(0, 1), (step, q, state) -> q.mean()).normals();
    }

    @Override
    public Tensor location() {
        return stepsAtLocation().mean();
    }

    /** {@inheritDoc} Only draws tell it, because the mean of a step depends on those before it. */
    @Override
    public Optional<Tensor> expectation() {
        return Optional.empty();
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.PATHWISE;
    }
}
