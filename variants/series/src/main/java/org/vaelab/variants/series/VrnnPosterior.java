// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

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

    /** [B, T D], NaN in the place of missing numbers. */
    private final Tensor x;

    /** 1 of observed numbers and 0 of missing ones, [B, T D]. */
    private final Tensor observed;

    private final Optional<Tensor> inputs;

    /**
     * Creates the posterior of series.
     *
     * @param encoder from x_t, its mask if numbers may be missing, and h_{t-1}
     * @param x [B, T D]
     * @param inputs u_t of all steps, [B, T U]; empty without any
     */
    VrnnPosterior(VrnnModel model, Network encoder, Tensor x, Optional<Tensor> inputs) {
        this.inputs = inputs;
        this.model = model;
        this.encoder = encoder;
        this.x = x;
        // NaN is not equal to itself.
        this.observed = x.eq(x).cast(x.dtype());
    }

    Optional<Tensor> inputs() {
        return inputs;
    }

    VrnnModel model() {
        return model;
    }

    private Tensor rows(Tensor each, Shape leading) {
        int size = model.layout().size();
        return each.broadcastTo(leading.append(size)).reshape(leading.size(), size);
    }

    /**
     * Returns q(e_t given x_t, h_{t-1}): N(0, I) where the step is missing, or a part of it and the
     * encoder sees no mask.
     *
     * @param values of all steps, 0 in the place of missing ones
     * @param masks of all steps
     */
    VrnnCell.Normals ofStep(
            Tensor values, Tensor masks, int step, Tensor state, VrnnCell.Normals prior) {
        Tensor known = model.ofStep(values, step);
        Tensor mask = model.ofStep(masks, step);
        List<Tensor> seen =
                model.hasMissing() ? List.of(known, mask, state) : List.of(known, state);
        VrnnCell.Normals q = encoded(seen).under(prior);
        Tensor isGiven = (model.hasMissing() ? mask.max(-1) : mask.min(-1)).expandDims(-1);
        return new VrnnCell.Normals(q.mean().mul(isGiven), q.logScale().mul(isGiven));
    }

    private VrnnCell.Normals encoded(List<Tensor> seen) {
        return VrnnCell.Normals.of(encoder.apply(Tensor.concatenate(seen, -1)));
    }

    /**
     * Draws with the heads of p(x_t given z_t, h_{t-1}) at the states that led to them: p of the
     * same x needs no second walk. The heads pass the gradients of parameters on, and none in e. So
     * {@link #mapped} leaves them out: e whose gradient is held or scaled is walked along again.
     *
     * @param z e, [K, B, T d]
     * @param density returns log q, [K, B]
     * @param x of which they are drawn
     * @param heads returns those of all steps, [K B, T, 2D]
     */
    record Walked(Tensor z, Supplier<Tensor> density, Tensor x, Supplier<Tensor> heads)
            implements Draw {

        @Override
        public Tensor logProbability() {
            return density.get();
        }

        @Override
        public Draw mapped(UnaryOperator<Tensor> function) {
            return Draw.of(z, density).mapped(function);
        }
    }

    /** Chooses e_t or z_t of a step, [R, d]. */
    private interface Choice {
        Tensor of(int step, VrnnCell.Normals q);
    }

    /**
     * A walk through all steps, along chosen e. While a gradient is recorded, all states are held
     * anyway: draws of series without gaps then choose z, and what no later step needs is computed
     * of all steps at once.
     */
    private final class Pass implements VrnnModel.Walk {

        private final Tensor values;
        private final Tensor masks;
        private final Choice choice;
        private final boolean ofLatents;

        /** Of q(e_t given e_1, ..., e_{t-1}), or of q(z_t given x_t, h_{t-1}). */
        private final List<Tensor> means = new ArrayList<>();

        private final List<Tensor> scales = new ArrayList<>();

        /** Of p(x_t given z_t, h_{t-1}), if numbers may be missing and a gradient is recorded. */
        private final List<Tensor> heads = new ArrayList<>();

        private final List<Tensor> latents = new ArrayList<>();
        private final List<Tensor> states = new ArrayList<>();

        /** Walks along chosen e, or z. */
        Pass(Shape leading, Choice choice, boolean ofLatents) {
            Tensor zero = x.runtime().zeros(Shape.scalar(), x.dtype());
            this.values = rows(model.hasMissing() ? x.where(observed, zero) : x, leading);
            this.masks = rows(observed, leading);
            this.choice = choice;
            this.ofLatents = ofLatents;
            model.walk(leading.size(), inputs, this);
        }

        @Override
        public Tensor latent(int step, Tensor state) {
            if (!ofLatents) {
                VrnnCell.Normals prior = model.cell().prior(state);
                return prior.at(chosen(step, ofStep(values, masks, step, state, prior)));
            }
            states.add(state);
            latents.add(chosen(step, encoded(List.of(model.ofStep(values, step), state))));
            return latents.get(step);
        }

        private Tensor chosen(int step, VrnnCell.Normals q) {
            means.add(q.mean());
            scales.add(q.logScale());
            return choice.of(step, q);
        }

        @Override
        public Tensor value(int step, Tensor state, Tensor z) {
            Tensor known = model.ofStep(values, step);
            if (!model.hasMissing()) {
                return known;
            }
            Tensor head = model.cell().head(z, state);
            if (x.runtime().isRecording()) {
                heads.add(head);
            }
            Tensor mean = head.slice(-1, 0, model.layout().width());
            return known.where(model.ofStep(masks, step), mean);
        }

        @Override
        public List<List<Tensor>> kept() {
            return List.of(means, scales);
        }

        /** Returns q(e_t given e_1, ..., e_{t-1}) of all steps. */
        StepNormals normals() {
            VrnnCell.Normals q = new VrnnCell.Normals(model.ofAll(means), model.ofAll(scales));
            if (ofLatents) {
                q = q.under(model.cell().prior(model.ofAll(states)));
            }
            Shape flat = Shape.of(values.shape().extent(0), model.space().dimension());
            return new StepNormals(q.mean().reshape(flat), q.logScale().mul(2).reshape(flat));
        }

        /** Returns those of p(x_t given z_t, h_{t-1}) of all steps, [R, T, 2D]. */
        Tensor heads() {
            return ofLatents
                    ? model.cell().head(model.ofAll(latents), model.ofAll(states))
                    : model.ofAll(heads);
        }
    }

    /** Draws, with the Normals of each step given the draws of those before it. */
    LatentDraw drawn(RandomKey key, int samples) {
        Shape leading = Shape.of(samples, x.shape().extent(0));
        Shape rows = Shape.of(leading.size(), model.space().dimension());
        Tensor noise = x.runtime().normal(key, rows).cast(x.dtype());
        boolean isRecording = x.runtime().isRecording();
        Choice choice = (step, of) -> of.at(model.ofStep(noise, step));
        Pass pass = new Pass(leading, choice, isRecording && !model.hasMissing());
        StepNormals q = pass.normals();
        Tensor e = q.at(noise).reshape(leading.append(rows.extent(1)));
        Supplier<Tensor> density = () -> q.logProbabilityOf(noise).reshape(leading);
        Draw draw = isRecording ? new Walked(e, density, x, pass::heads) : Draw.of(e, density);
        return new LatentDraw(VrnnModel.Z, q, draw, true);
    }

    @Override
    public Draw draw(RandomKey key, int samples) {
        return drawn(key, samples).draw();
    }

    /**
     * Returns the Normals of each step given values of those before it, [..., B, T d], for each
     * row.
     */
    StepNormals given(Tensor z) {
        Shape leading = z.shape().range(0, -1);
        Tensor e = z.reshape(leading.size(), model.space().dimension());
        return new Pass(leading, (step, q) -> model.ofStep(e, step), false).normals();
    }

    @Override
    public Tensor logProbability(Tensor z) {
        StepNormals q = given(z);
        return q.logProbability(z.reshape(q.mean().shape())).reshape(z.shape().range(0, -1));
    }

    /** Returns the Normals of each step given the means of those before it. */
    StepNormals stepsAtLocation() {
        return new Pass(x.shape().range(0, 1), (step, q) -> q.mean(), false).normals();
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
