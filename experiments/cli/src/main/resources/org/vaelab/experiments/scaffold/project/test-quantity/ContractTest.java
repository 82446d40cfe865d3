package {{package}};

import org.vaelab.testkit.contract.TestQuantityContract;

/** Computes the quantity of images, vectors and texts: it is finite and repeatable, or has a reason. */
final class {{Name}}ContractTest extends TestQuantityContract {

    {{Name}}ContractTest() {
        super("{{name}}");
    }
}
