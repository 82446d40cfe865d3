// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.tensor.Tensor;

/**
 * An error of log p(z) under a {@link ContinuousFlow}, in nats, at one draw from each of the posteriors of some
 * test examples. If several priors or factors of a prior are flows, their errors add up.
 */
record FlowError(MetricDescription description, ErrorOfDensity error) implements Metric {

    static final String SOLVER = "flowSolverError";
    static final String DIVERGENCE = "flowDivergenceError";

    private static final int EXAMPLES = 500;

    private interface ErrorOfDensity {
        Tensor at(ContinuousFlow flow, Tensor z);
    }

    FlowError {
        description = description.in("nats", EstimateKind.NOT_A_LIKELIHOOD);
    }

    /**
     * The mean difference of log p(z) from that of twice as many steps. By the order of the solver this is its
     * error up to a share of {@code 2^-5}, if steps are short enough.
     */
    static FlowError ofSolver() {
        return new FlowError(
                MetricDescription.of(
                        "Solver error of log p(z)",
                        Direction.NEITHER,
                        "The mean difference of the prior's log-density at codes from that of a"
                                + " solver with twice as many steps."),
                (flow, z) -> {
                    ContinuousFlow finer = flow.with(2 * flow.steps(), flow.directions());
                    return flow.logProbability(z).sub(finer.logProbability(z)).abs();
                });
    }

    /**
     * The mean standard error of log p(z) that Hutchinson's estimator has from its P vectors, 0 if the
     * divergence is exact. The vectors are the same for all z, so that it is one of the mean of log p(z)
     * too. Half its square is about what an importance-weighted log p(x) is too large by.
     */
    static FlowError ofDivergence() {
        return new FlowError(
                MetricDescription.of(
                        "Divergence error of log p(z)",
                        Direction.NEITHER,
                        "The mean standard error of the prior's log-density at codes by"
                                + " Hutchinson's estimator of the divergence; 0 if the divergence is"
                                + " exact."),
                FlowError::standardError);
    }

    private static Tensor standardError(ContinuousFlow flow, Tensor z) {
        Directions all = flow.directions();
        if (all.exact()) {
            return z.sum(-1).mul(0);
        }
        if (all.count() == 1) {
            throw new UndefinedMetricException(
                    "the standard error of one random vector is not known; set probes to 2 at"
                            + " least");
        }
        List<Tensor> each = new ArrayList<>();
        for (int i = 0; i < all.count(); i++) {
            each.add(flow.with(flow.steps(), all.only(i)).logProbability(z));
        }
        Tensor densities = Tensor.stack(each, 0);
        double degrees = all.count() * (all.count() - 1.0);
        return densities.sub(densities.mean(0)).square().sum(0).div(degrees).sqrt();
    }

    @Override
    public boolean isMeasuredWhereDefined() {
        return true;
    }

    @Override
    public Measurement.Measured measure(MetricContext subject) {
        List<double[]> blocks = new ArrayList<>();
        subject.forEachPosterior(
                EXAMPLES,
                (q, first, size) ->
                        blocks.add(errors(subject, q.draw(subject.key().fold(first), 1))));
        double[] all = blocks.stream().flatMapToDouble(Arrays::stream).toArray();
        return new Measurement.Measured(
                Estimate.ofMean(all, "nats", EstimateKind.NOT_A_LIKELIHOOD, 1), all.length);
    }

    private double[] errors(MetricContext subject, JointDraw draw) {
        GenerativeModel model = subject.model().generative();
        List<Tensor> errors = new ArrayList<>();
        for (LatentVariable latent : model.latents()) {
            if (!latent.parents().isEmpty() || latent.isGiven()) {
                continue;
            }
            Distribution prior = model.prior(latent.name(), draw.values(), Map.of());
            Draw drawn = draw.of(latent.name()).draw();
            List<Distribution> priors = List.copyOf(Factored.of(prior).values());
            List<Draw> draws =
                    priors.size() == 1 ? List.of(drawn) : List.copyOf(Factored.of(drawn).values());
            for (int i = 0; i < priors.size(); i++) {
                if (priors.get(i) instanceof ContinuousFlow flow) {
                    errors.add(error.at(flow, draws.get(i).z()));
                }
            }
        }
        return errors.stream()
                .reduce(Tensor::add)
                .orElseThrow(() -> new UndefinedMetricException("no prior is a continuous flow"))
                .readDoubles();
    }
}
