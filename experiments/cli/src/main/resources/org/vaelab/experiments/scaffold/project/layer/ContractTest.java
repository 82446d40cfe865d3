package {{package}};

import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.KnownOutput;
import org.vaelab.testkit.contract.LayerContract;

/** Checks shapes, rows, gradients and parameters for each shape and each set of settings. */
final class {{Name}}ContractTest extends LayerContract {

    {{Name}}ContractTest() {
        super("{{name}}", List.of(Shape.of(4), Shape.of(2, 4, 6)), "{}", "{initial: -2}");
    }

    /** Worked out by hand: each number times its factor. */
    @Override
    protected List<KnownOutput> knownOutputs() {
        return List.of(
                KnownOutput.of("{}", Shape.of(2), 3, 4).with("factor", 1, -2).gives(3, -8),
                KnownOutput.of("{initial: -2}", Shape.of(2, 1, 1), 3, 4).gives(-6, -8));
    }
}
