// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.mcmc.AnnealingPath;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Where a search for latent values begins: at draws of the encoder's posterior on a trained model,
 * at draws of the prior elsewhere; in training where it was when the datum was last seen.
 */
final class LatentStart {

    private final Optional<AmortizedInference> trained;
    private final Optional<LocalTable> table;

    /**
     * Creates the start.
     *
     * @param remembered how many values of all variables are remembered of each training datum
     * @param further numbers that are remembered beside them
     */
    LatentStart(InferenceContext context, int remembered, int further) {
        this.trained = context.trained();
        int width =
                context.spaces().values().stream()
                        .map(LatentSpace::eventShape)
                        .mapToInt(Shape::size)
                        .sum();
        this.table =
                trained.isPresent()
                        ? Optional.empty()
                        : Optional.of(LocalTable.of(context.part(), remembered * width + further));
    }

    Optional<LocalTable> table() {
        return table;
    }

    /** Returns K values of each variable, [K, B, event]. */
    Latents draw(GenerativeModel p, Batch batch, RandomKey key, int samples) {
        return trained.isEmpty()
                ? AnnealingPath.fromPrior(p, batch).draw(key, samples)
                : trained.get()
                        .infer(p, batch, key.split("inference"), Phase.evaluation())
                        .draw(key.split("posterior"), samples)
                        .values()
                        .mapped(Tensor::stopGradient);
    }

    /** Returns values with those of data that were seen before in their place, [K, B, event]. */
    static Latents remembered(
            List<LatentVariable> latents, Latents drawn, double[] rows, int width) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        int from = 0;
        for (LatentVariable latent : latents) {
            Tensor z = drawn.z(latent.name());
            int size = latent.space().eventShape().size();
            int samples = z.shape().extent(0);
            int data = z.shape().extent(1);
            double[] values = z.readDoubles();
            for (int b = 0; b < data; b++) {
                if (isSeen(rows, b, width)) {
                    for (int k = 0; k < samples; k++) {
                        System.arraycopy(
                                rows,
                                b * width + from + k * size,
                                values,
                                (k * data + b) * size,
                                size);
                    }
                }
            }
            from += samples * size;
            all.put(latent.name(), z.runtime().tensor(values, z.shape()).cast(z.dtype()));
        }
        return Latents.of(all);
    }

    /** Writes values where {@link #remembered} finds them. */
    static void remember(List<LatentVariable> latents, Latents found, double[] rows, int width) {
        int from = 0;
        for (LatentVariable latent : latents) {
            Tensor z = found.z(latent.name());
            int size = latent.space().eventShape().size();
            int samples = z.shape().extent(0);
            int data = z.shape().extent(1);
            double[] values = z.readDoubles();
            for (int b = 0; b < data; b++) {
                for (int k = 0; k < samples; k++) {
                    System.arraycopy(
                            values, (k * data + b) * size, rows, b * width + from + k * size, size);
                }
            }
            from += samples * size;
        }
    }

    /** Returns whether a datum was seen before: its row is not 0. */
    static boolean isSeen(double[] rows, int datum, int width) {
        for (int j = 0; j < width; j++) {
            if (rows[datum * width + j] != 0) {
                return true;
            }
        }
        return false;
    }
}
