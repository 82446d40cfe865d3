package {{package}};

import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/** Maximizes {@code 1/a log 1/K sum_k w_k^a} with the log weights of K draws, [K, B]. */
@Part(
        value = "{{name}}",
        description = "the bound of the power mean of K importance weights",
        paper = "Li and Turner (2016), section 4.1")
public record {{Name}}Estimator(
        @Setting(value = "K, the number of draws per example", defaultValue = "5") int samples,
        @Setting(value = "the power a, above 0, at most 1", defaultValue = "0.5") double power)
        implements Estimator {

    /** Checks the settings. The error message shows the line of the config. */
    public {{Name}}Estimator {
        Counts.atLeastOne("samples", samples);
        if (!(power > 0 && power <= 1)) {
            throw new IllegalArgumentException(
                    "power must be above 0 and at most 1, but is " + power);
        }
    }

    @Override
    public boolean comparesDraws() {
        return samples > 1;
    }

    @Override
    public Objective estimate(Step step) {
        return step.importance(samples).maximising(this::bound);
    }

    /** Returns the bound, from [K, ...] to [...]. */
    Tensor bound(Tensor logWeights) {
        return logWeights.mul(power).logSumExp(0).sub(Math.log(samples)).div(power);
    }
}
