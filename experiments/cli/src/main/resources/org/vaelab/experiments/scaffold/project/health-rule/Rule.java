package {{package}};

import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.health.HealthRule;
import org.vaelab.framework.health.Observations;
import org.vaelab.framework.record.HealthObservation;
import org.vaelab.framework.settings.Part;

/** The bound has not risen in the later half of the observations. */
@Part("{{name}}")
public final class {{Name}}Rule implements HealthRule {

    private static final int LEAST = 10;

    @Override
    public List<Diagnosis> examine(Observations seen) {
        double[] bounds = seen.values(HealthObservation.BOUND);
        if (bounds.length < LEAST) {
            return List.of();
        }
        double before = best(bounds, 0, bounds.length / 2);
        double now = best(bounds, bounds.length / 2, bounds.length);
        // Not true of NaN: without the signal there is no finding.
        if (now <= before) {
            String message = "the bound was %.2f at best, and is %.2f".formatted(before, now);
            return List.of(
                    new Diagnosis("", message, "raise training.optimizer.learningRate, or stop"));
        }
        return List.of();
    }

    private static double best(double[] values, int from, int to) {
        return Arrays.stream(values, from, to)
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NaN);
    }
}
