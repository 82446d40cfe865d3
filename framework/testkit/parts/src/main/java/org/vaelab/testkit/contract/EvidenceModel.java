// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.likelihood.WrappedLikelihood;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.model.DeepGenerativeModel;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyCoins;
import org.vaelab.testkit.family.ToyNormal;

/**
 * Generative models of few binary values with drawn weights, small enough that log p(x) is a sum:
 * one latent number, or a chain of two. The trapezoidal rule is exact to rounding for what is as
 * smooth as these and lies within its ends.
 */
final class EvidenceModel {

    /** The name of the only latent variable. */
    static final String ONLY = "z";

    /** The name of the upper one of two variables. */
    static final String UPPER = "z1";

    /** The name of the one below, on which x depends. */
    static final String LOWER = "z2";

    /** The name of what the conditional model is given, a unit vector. */
    private static final String LABEL = "label";

    static final int LABELS = 2;

    private static final double STEP = 0.1;
    private static final double FAR = 12;
    private static final Euclidean LINE = new Euclidean(1);
    private static final RandomKey KEY = RandomKey.of(0);

    private EvidenceModel() {}

    static PosteriorFamily family() {
        return new ToyNormal.Family(LINE.dimension());
    }

    /** Returns a model of one latent number. */
    static DeepGenerativeModel single(TensorRuntime runtime) {
        return of(runtime, new StandardNormal(runtime, LINE), family());
    }

    /** Returns a model of one latent number, of data that may have missing values. */
    static DeepGenerativeModel ofMissing(TensorRuntime runtime) {
        DeepGenerativeModel.Output all = decoder(runtime, 1);
        return of(
                runtime,
                new StandardNormal(runtime, LINE),
                family(),
                Conditioning.NONE,
                new DeepGenerativeModel.Output(
                        all.network(), WrappedLikelihood.ofObserved(new ToyCoins())));
    }

    /** Returns a model of one latent number whose decoder is given a label. */
    static DeepGenerativeModel conditional(TensorRuntime runtime) {
        Conditioning label = new Conditioning(List.of(new Conditioning.Values(LABEL, LABELS)));
        return of(runtime, new StandardNormal(runtime, LINE), family(), label);
    }

    /** Returns a model of one latent variable of any space, of which the evidence is not known. */
    static DeepGenerativeModel of(TensorRuntime runtime, Prior prior, PosteriorFamily family) {
        return of(runtime, prior, family, Conditioning.NONE);
    }

    private static DeepGenerativeModel of(
            TensorRuntime runtime, Prior prior, PosteriorFamily family, Conditioning condition) {
        int inputs = family.networkInput().width() + condition.width();
        return of(runtime, prior, family, condition, decoder(runtime, inputs));
    }

    private static DeepGenerativeModel of(
            TensorRuntime runtime,
            Prior prior,
            PosteriorFamily family,
            Conditioning condition,
            DeepGenerativeModel.Output output) {
        return new DeepGenerativeModel(
                runtime,
                DataShape.flat(Assembly.WIDTH),
                condition,
                new DeepGenerativeModel.Root(ONLY, prior, family.networkInput()),
                List.of(),
                output);
    }

    static DeepGenerativeModel chain(TensorRuntime runtime) {
        PosteriorFamily family = family();
        return new DeepGenerativeModel(
                runtime,
                DataShape.flat(Assembly.WIDTH),
                Conditioning.NONE,
                new DeepGenerativeModel.Root(
                        UPPER, new StandardNormal(runtime, LINE), family.networkInput()),
                List.of(
                        new DeepGenerativeModel.Layer(
                                LOWER,
                                between(runtime, "prior", family),
                                family,
                                family.networkInput())),
                decoder(runtime, 1));
    }

    private static Network between(TensorRuntime runtime, String name, PosteriorFamily family) {
        return Assembly.mlp(runtime, KEY.split(name), 1, family.head().width());
    }

    private static DeepGenerativeModel.Output decoder(TensorRuntime runtime, int inputs) {
        return new DeepGenerativeModel.Output(
                Assembly.mlp(runtime, KEY.split("decoder"), inputs, Assembly.WIDTH),
                new ToyCoins());
    }

    static AmortizedInference encoder(
            TensorRuntime runtime, RandomKey key, PosteriorFamily family) {
        return new AmortizedInference(
                new AmortizedInference.Encoder(
                        ONLY, Assembly.encoder(runtime, key.split("encoder"), family), family));
    }

    /** Returns data, which are rows of a table in an order of their own. */
    static Batch batch(TensorRuntime runtime) {
        int[] rows = {7, 0, 3, 12, 5};
        Tensor x =
                runtime.uniform(KEY.split("data"), Shape.of(rows.length, Assembly.WIDTH)).gt(0.4);
        return new Batch(x, Map.of(), rows);
    }

    /** Returns the same data, of which the value at the place of the row is missing. */
    static Batch missing(Batch batch) {
        double[] shown = new double[batch.size() * Assembly.WIDTH];
        Arrays.setAll(
                shown, i -> i / Assembly.WIDTH % Assembly.WIDTH == i % Assembly.WIDTH ? 0 : 1);
        return batch.showing(
                batch.x().runtime().tensor(shown, Shape.of(batch.size(), Assembly.WIDTH)));
    }

    /** Returns the same data, of which each row misses one of two modalities, the first value or the others. */
    static Batch missingModality(Batch batch) {
        double[] shown = new double[batch.size() * Assembly.WIDTH];
        Arrays.setAll(
                shown, i -> (i % Assembly.WIDTH == 0) == (i / Assembly.WIDTH % 2 == 0) ? 0 : 1);
        return batch.showing(
                batch.x().runtime().tensor(shown, Shape.of(batch.size(), Assembly.WIDTH)));
    }

    /** Returns the same data, all with one label. */
    static Batch batch(TensorRuntime runtime, int label) {
        Batch batch = batch(runtime);
        int[] labels = new int[batch.size()];
        Arrays.fill(labels, label);
        Tensor given = runtime.indices(labels, Shape.of(labels.length)).oneHot(LABELS);
        return new Batch(batch.x(), Map.of(LABEL, given), batch.rows());
    }

    /** Returns the nodes of the rule on the line, [n, 1]. */
    static Tensor nodes(TensorRuntime runtime) {
        List<Double> nodes = new ArrayList<>();
        for (int i = 0; i * STEP - FAR <= FAR; i++) {
            nodes.add(i * STEP - FAR);
        }
        double[] values = nodes.stream().mapToDouble(Double::doubleValue).toArray();
        return runtime.tensor(values, Shape.of(values.length, 1));
    }

    /**
     * Returns the logarithm of the integral of a function over the line, by its logarithm [n, ...].
     */
    static Tensor logIntegral(Tensor log) {
        return log.logSumExp(0).add(Math.log(STEP));
    }

    /** Returns the integral of a function over the line, by its values [n, ...]. */
    static Tensor integral(Tensor values) {
        return values.sum(0).mul(STEP);
    }

    /** Returns log p(x, z) of a model with one latent number at the nodes, [n, B]. */
    static Tensor logJoint(GenerativeModel single, Batch batch) {
        Tensor z = nodes(single.runtime());
        Tensor logPrior = single.prior(ONLY, Latents.NONE, Map.of()).logProbability(z);
        return logLikelihood(single, ONLY, batch).add(logPrior.expandDims(-1));
    }

    private static Tensor logLikelihood(GenerativeModel model, String latent, Batch batch) {
        Tensor z = nodes(model.runtime()).expandDims(1);
        Tensor all = z.broadcastTo(Shape.of(z.shape().extent(0), batch.size(), 1));
        return model.output(Latents.of(latent, all), batch.given()).logProbability(batch.x());
    }

    /** Returns log p(x) of a model with one latent number, in nats, [B]. */
    static double[] evidenceOfSingle(GenerativeModel single, Batch batch) {
        return logIntegral(logJoint(single, batch)).readDoubles();
    }

    /** Returns log p(x) of a chain, in nats, [B]. */
    static double[] evidenceOfChain(GenerativeModel chain, Batch batch) {
        Tensor z = nodes(chain.runtime());
        int n = z.shape().extent(0);
        Tensor upper = chain.prior(UPPER, Latents.NONE, Map.of()).logProbability(z);
        Tensor lower =
                chain.prior(LOWER, Latents.of(UPPER, z), Map.of())
                        .logProbability(z.expandDims(1).broadcastTo(Shape.of(n, n, 1)));
        // [lower, upper]: the integral over the upper one is the density of the lower one.
        Tensor marginal = logIntegral(lower.add(upper).transpose());
        return logIntegral(logLikelihood(chain, LOWER, batch).add(marginal.expandDims(-1)))
                .readDoubles();
    }

    /** Returns the bounds of the best Normals of a grid, in nats, by log p(x, z) of the nodes, [n, B]. */
    static double[] bestBounds(Tensor logJoint) {
        TensorRuntime runtime = logJoint.runtime();
        double[] best = new double[logJoint.shape().extent(1)];
        Arrays.fill(best, Double.NEGATIVE_INFINITY);
        for (double mean = -3; mean <= 3; mean += 2 * STEP) {
            for (double logVariance = -3; logVariance <= 1; logVariance += 2 * STEP) {
                Tensor logQ =
                        new ToyNormal(runtime.vector(mean), runtime.vector(logVariance))
                                .logProbability(nodes(runtime))
                                .expandDims(-1);
                double[] bounds = integral(logQ.exp().mul(logJoint.sub(logQ))).readDoubles();
                Arrays.setAll(best, b -> Math.max(best[b], bounds[b]));
            }
        }
        return best;
    }
}
