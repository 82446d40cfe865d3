package {{package}};

import java.util.Arrays;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.bound.BoundOrEstimate;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/** The mean ELBO of the test examples with the lowest ELBO, in nats. */
@Part("{{name}}")
public record {{Name}}Metric(
        @Setting(
                        value = "share of the test examples, those with the lowest ELBO; from 0 to 1",
                        defaultValue = "0.1")
                double share)
        implements Metric {

    public {{Name}}Metric {
        Counts.inRange("share", share, 0, 1);
    }

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                        "Worst examples",
                        Direction.HIGHER,
                        "The mean ELBO of the share of the test examples with the lowest ELBO.")
                .in("nats", EstimateKind.LOWER_BOUND);
    }

    @Override
    public Measurement.Measured measure(MetricContext context) {
        double[] elbo = BoundOrEstimate.BOUND.of(context).values();
        Arrays.sort(elbo);
        double[] worst = Arrays.copyOf(elbo, Math.max(1, (int) (share * elbo.length)));
        double mean = Arrays.stream(worst).average().orElseThrow();
        return new Measurement.Measured(
                Estimate.withoutError(mean, "nats", EstimateKind.LOWER_BOUND, 1), worst.length);
    }
}
