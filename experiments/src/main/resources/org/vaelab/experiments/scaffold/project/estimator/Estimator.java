package {{package}};

import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.ImportanceTerms;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/** Maximizes {@code log 1/K sum_k w_k} with the log weights of K draws, [K, B]. */
@Part(
        value = "{{name}}",
        description = "the importance-weighted bound of K draws",
        paper = "Burda et al. (2016), eq. 8")
public record {{Name}}Estimator(
        @Setting(value = "K, the number of draws per example", defaultValue = "5") int samples)
        implements Estimator {

    /** Checks the number of draws. The error message shows the line of the config. */
    public {{Name}}Estimator {
        Counts.atLeastOne("samples", samples);
    }

    @Override
    public Objective estimate(Step step) {
        return step.importance(samples).maximising(ImportanceTerms::logMean);
    }
}
