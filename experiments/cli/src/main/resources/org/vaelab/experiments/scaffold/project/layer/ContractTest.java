package {{package}};

import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.LayerContract;

/** Checks shapes, rows, gradients and parameters for each shape and each set of settings. */
final class {{Name}}ContractTest extends LayerContract {

    {{Name}}ContractTest() {
        super("{{name}}", List.of(Shape.of(4), Shape.of(2, 4, 6)), "{}", "{initial: -2}");
    }
}
