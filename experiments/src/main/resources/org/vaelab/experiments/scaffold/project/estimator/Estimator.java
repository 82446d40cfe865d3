package {{package}};

import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.ImportanceTerms;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorPart;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/** The settings of an estimator of the importance-weighted bound. */
@Part(
        value = "{{name}}",
        description = "the importance-weighted bound of K draws",
        paper = "Burda et al. (2016), eq. 8")
public record {{Name}}Estimator(
        @Setting(value = "K, the number of draws per example", defaultValue = "5") int samples)
        implements EstimatorPart {

    /** Checks the number of draws. The error message shows the line of the config. */
    public {{Name}}Estimator {
        Counts.atLeastOne("samples", samples);
    }

    @Override
    public Estimator create(EstimatorContext context) {
        return new Bound(samples, context.klWeight());
    }

    /** Maximizes {@code log 1/K sum_k w_k} with the log weights of K draws, [K, B]. */
    private record Bound(int samples, Schedule klWeight) implements Estimator {

        @Override
        public Objective estimate(
                LatentVariableModel model, Batch batch, RandomKey key, TrainingProgress clock) {
            return ImportanceTerms.of(model, batch, key, clock, samples)
                    .maximising(ImportanceTerms::logMean, klWeight.at(clock.step()));
        }

        @Override
        public boolean accepts(GradientKind kind) {
            return kind.isThroughDraw();
        }
    }
}
