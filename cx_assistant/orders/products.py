"""Reads what a shop sells from the files that shop platforms export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from cx_assistant.errors import OrderImportError
from cx_assistant.models import Model, Product, Variant
from cx_assistant.orders.amounts import decimal_sign_of, parse_amount
from cx_assistant.orders.building_parts import RowError, build_options, without_ambiguity
from cx_assistant.orders.field_names import names_in, snake_case
from cx_assistant.orders.importing import ImportProblem
from cx_assistant.orders.recognising import RawOrder, as_text, recognise_fields
from cx_assistant.orders.records import Record, read_records

_NO = frozenset(
    {"false", "no", "nein", "0", "n", "out of stock", "outofstock", "sold out", "ausverkauft"}
)


class ProductImportResult(Model):
    """The products of a file, and what was odd in it."""

    products: tuple[Product, ...] = ()
    problems: tuple[ImportProblem, ...] = ()


def read_products(path: Path | str) -> ProductImportResult:
    """Every product that can be understood: JSON with variants inside, or one row per variant.

    An article number that two products claim belongs to neither: an exchange must not guess.
    Raises `OrderImportError` if the file is of no use at all.
    """
    path = Path(path)
    found = read_records(path, wrapped_in=("products", "data", "results"))
    raws = [recognise_fields(record, names_in("product")) for record in found.records]
    if raws and not any("id" in raw.cells for raw in raws):
        message = f"no field of {path.name} holds a product's id; call it product_id"
        raise OrderImportError(message)
    products: dict[str, Product] = {}
    rows: dict[str, int] = {}
    problems = [ImportProblem(row=row, reason=reason) for row, reason in found.broken]
    sign = _decimal_sign(found.records)
    for raw, record in zip(raws, found.records, strict=True):
        try:
            product = _product(raw, record, sign)
        except RowError as error:
            problems.append(ImportProblem(row=error.row, reason=error.reason))
            continue
        products[product.id] = _together(products.get(product.id), product)
        rows[product.id] = raw.row
    for sku, ids in _shared_skus(products.values()).items():
        reason = f"article {sku} belongs to several products, so it is left out of all"
        problems.append(ImportProblem(row=max(rows[each] for each in ids), reason=reason))
        products |= {each: _without(products[each], sku) for each in ids}
    problems.sort(key=lambda problem: problem.row)
    return ProductImportResult(products=tuple(products.values()), problems=tuple(problems))


def _product(raw: RawOrder, record: Record, sign: str | None) -> Product:
    if "id" not in raw.cells:
        raise RowError(raw.row, "has no product id")
    product_id = raw.cells["id"].text
    name = raw.cells["name"].text if "name" in raw.cells else product_id
    if "variants" in raw.cells:
        listed = _listed(raw.cells["variants"].value)
        variants = [_variant(Record(raw.row, each), sign) for each in listed]
    else:  # a row of its own for each variant
        variants = [_variant(record, sign)] if "sku" in raw.cells else []
    unique = {variant.sku: variant for variant in variants}
    return Product(id=product_id, name=name, variants=tuple(unique.values()))


def _listed(value: object) -> Iterator[dict[str, object]]:
    """The variants, which may be listed or stand under their article numbers."""
    if isinstance(value, dict):
        for key, each in value.items():
            if isinstance(each, dict):
                yield {"sku": as_text(key), **each} if "item_id" not in each else each
    elif isinstance(value, list):
        yield from (each for each in value if isinstance(each, dict))


def _variant(record: Record, sign: str | None) -> Variant:
    cells = recognise_fields(record, names_in("variant")).cells
    if "sku" not in cells:
        raise RowError(record.row, "a variant has no article number")
    price: Decimal | None = None
    with without_ambiguity(record.row):
        if "price" in cells:
            price = parse_amount(cells["price"].value, decimal_sign=sign).value
    return Variant(
        sku=cells["sku"].text,
        options=build_options(cells),
        price=price,
        available=_is_available({name: cell.text for name, cell in cells.items()}),
    )


def _is_available(texts: Mapping[str, str]) -> bool:
    """True unless the shop says otherwise."""
    if "available" in texts:
        return texts["available"].strip().lower() not in _NO
    return not texts.get("stock", "1").strip().startswith(("0", "-"))


def _together(known: Product | None, more: Product) -> Product:
    if known is None:
        return more
    variants = {variant.sku: variant for variant in (*known.variants, *more.variants)}
    return known.model_copy(update={"variants": tuple(variants.values())})


def _shared_skus(products: Iterable[Product]) -> dict[str, list[str]]:
    owners: dict[str, list[str]] = {}
    for product in products:
        for variant in product.variants:
            owners.setdefault(variant.sku, []).append(product.id)
    return {sku: ids for sku, ids in owners.items() if len(ids) > 1}


def _without(product: Product, sku: str) -> Product:
    variants = tuple(variant for variant in product.variants if variant.sku != sku)
    return product.model_copy(update={"variants": variants})


def _decimal_sign(records: Sequence[Record]) -> str | None:
    return decimal_sign_of(_prices([record.values for record in records]))


def _prices(values: Sequence[object]) -> list[str]:
    """Texts that are prices anywhere below, to see how the file writes them."""
    fields = names_in("variant").fields
    found: list[str] = []
    for value in values:
        if isinstance(value, dict):
            for key, each in value.items():
                target = fields.get(snake_case(key))
                if target is not None and target.field == "price" and isinstance(each, str):
                    found.append(each)
            found += _prices(list(value.values()))
        elif isinstance(value, list):
            found += _prices(value)
    return found
