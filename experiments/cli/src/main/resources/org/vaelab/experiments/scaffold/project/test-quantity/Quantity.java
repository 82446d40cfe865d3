package {{package}};

import java.util.Optional;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.evaluation.TestQuantity;
import org.vaelab.framework.settings.Part;

/** The share of neighbours in a row that differ: how many edges an image has. */
@Part("{{name}}")
public final class {{Name}}Quantity implements TestQuantity {

    @Override
    public String label() {
        return "share of neighbours that differ";
    }

    @Override
    public double of(double[] x, DataShape shape) {
        int different = 0;
        int pairs = 0;
        for (int i = 0; i + 1 < x.length; i++) {
            if (i % shape.width() + 1 < shape.width()) {
                different += x[i] == x[i + 1] ? 0 : 1;
                pairs++;
            }
        }
        return different / (double) pairs;
    }

    @Override
    public Optional<String> obstacle(ValueDomain domain, DataShape shape) {
        return shape.isFlat() || shape.width() < 2
                ? Optional.of("it needs images that are at least 2 pixels wide")
                : Optional.empty();
    }
}
