// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.posterior;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.posterior.CodePosterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Tensor;

/**
 * The distortion of a datum, {@code -log p(x given the codes)} in nats, with all R stages, and with
 * the first r of them for each r, as {@code stageDistortion.stage1} and so on. The r-th is what a
 * file with r codes at each position gives back.
 *
 * <p>Defined for models of one latent variable whose posterior is a {@link CodePosterior} of at
 * least two stages.
 */
@Part("stageDistortion")
public final class StageDistortion implements Metric {

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                        "Distortion by stages",
                        Direction.LOWER,
                        "Minus log p(x given the codes of all stages).")
                .in("nats", EstimateKind.NOT_A_LIKELIHOOD);
    }

    @Override
    public MetricDescription describe(String part, MetricDescription whole) {
        return whole.part(
                whole.label() + ", " + part, "Minus log p(x given the codes up to this stage).");
    }

    @Override
    public Measured measure(MetricContext subject) {
        LatentVariableModel model = subject.model();
        subject.undefinedIf(
                !model.tried(
                        q ->
                                q.first() instanceof CodePosterior codes
                                        && codes.stages() > 1
                                        && q.location().byName().size() == 1),
                "the posterior is not that of one latent variable with codes of several stages");
        List<List<double[]>> blocks = new ArrayList<>();
        subject.forEachDecoded(
                subject.test(),
                (batch, first, size) -> {
                    RandomKey key = subject.key().split("inference").fold(first);
                    var q = model.infer(batch, key, Phase.evaluation());
                    int stages = ((CodePosterior) q.first()).stages();
                    for (int r = 1; r <= stages; r++) {
                        if (blocks.size() < r) {
                            blocks.add(new ArrayList<>());
                        }
                        int kept = r;
                        Latents some = q.location().mapped(z -> first(z, kept, stages));
                        Tensor nats =
                                model.generative()
                                        .output(some, batch.given())
                                        .logProbability(batch.x())
                                        .neg();
                        blocks.get(r - 1).add(nats.readDoubles());
                    }
                });
        Map<String, Estimate> parts = new LinkedHashMap<>();
        for (List<double[]> block : blocks) {
            double[] nats = block.stream().flatMapToDouble(Arrays::stream).toArray();
            parts.put(
                    "stage" + (parts.size() + 1),
                    Estimate.ofMean(nats, "nats", EstimateKind.NOT_A_LIKELIHOOD, 1));
        }
        return new Measured(parts.get("stage" + parts.size()), subject.test().size(), parts);
    }

    /** Returns values whose codes after the first {@code kept} of each position are zeros. */
    private static Tensor first(Tensor z, int kept, int stages) {
        double[] mask =
                IntStream.range(0, z.shape().extent(-2))
                        .mapToDouble(i -> i % stages < kept ? 1 : 0)
                        .toArray();
        return z.mul(z.runtime().vector(mask).cast(z.dtype()).expandDims(-1));
    }
}
