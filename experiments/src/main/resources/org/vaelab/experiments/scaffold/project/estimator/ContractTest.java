package {{package}};

import org.vaelab.testkit.contract.EstimatorContract;

/** Compares bound and gradient with their exact expectations. */
final class {{Name}}ContractTest extends EstimatorContract {

    {{Name}}ContractTest() {
        super("{{name}}", 2, "{samples: 2}");
    }
}
