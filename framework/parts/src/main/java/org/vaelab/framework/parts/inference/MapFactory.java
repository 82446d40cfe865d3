// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferenceFactory;
import org.vaelab.framework.settings.Counts;

/** Makes {@link MaximumAPosteriori}. */
public final class MapFactory implements InferenceFactory<MapFactory.Settings> {

    /**
     * Settings.
     *
     * @param steps of gradient ascent in a training step, default 10
     * @param evaluationSteps the same in evaluation, default 200
     * @param starts of which the best is taken, in evaluation, default 1
     */
    public record Settings(Integer steps, Integer evaluationSteps, Integer starts) {

        /** Fills in defaults, and checks them. */
        public Settings(
                @Nullable Integer steps,
                @Nullable Integer evaluationSteps,
                @Nullable Integer starts) {
            this.steps = Counts.atLeastOne("steps", steps == null ? 10 : steps);
            this.evaluationSteps =
                    Counts.atLeastOne(
                            "evaluationSteps", evaluationSteps == null ? 200 : evaluationSteps);
            this.starts = Counts.atLeastOne("starts", starts == null ? 1 : starts);
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "the mode of each datum's posterior, found by gradient ascent (MAP)";
    }

    @Override
    public Inference create(Settings settings, InferenceContext context) {
        return new MaximumAPosteriori(
                new LatentStart(context, 1, 0),
                settings.starts(),
                new ModeSearch(settings.steps()),
                new ModeSearch(settings.evaluationSteps()));
    }
}
