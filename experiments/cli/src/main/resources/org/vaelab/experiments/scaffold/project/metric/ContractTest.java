package {{package}};

import org.vaelab.testkit.contract.MetricContract;

/** Measures a small model: the value is finite, repeatable, has a unit, and depends on the setting. */
final class {{Name}}ContractTest extends MetricContract {

    {{Name}}ContractTest() {
        super("{type: '{{name}}', share: 0.2}");
    }
}
