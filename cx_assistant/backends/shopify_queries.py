"""What is asked of Shopify's Admin GraphQL API, version 2026-10.

Written after shopify.dev/docs/api/admin-graphql/2026-10: `queries/orders`, `queries/order` and
`objects/Order`, `LineItem`, `Fulfillment`, `Refund`, `OrderTransaction`, `Customer`,
`MailingAddress`. Money is taken as the customer paid it (`presentmentMoney`).
"""

from __future__ import annotations

API_VERSION = "2026-10"

ITEMS_FIRST = 10
PARCELS_FIRST = 3
TRANSACTIONS_FIRST = 5
DETAILS_FIRST = 10  # lists without a cursor: more than these are told as a problem
ITEMS_PER_PAGE = 100

_MONEY = "{ presentmentMoney { amount } }"
_ADDRESS = "{ name address1 address2 city zip province countryCodeV2 }"
_ITEMS = f"""
  pageInfo {{ hasNextPage endCursor }}
  nodes {{
    sku name variantTitle quantity currentQuantity
    customAttributes {{ key value }}
    originalUnitPriceSet {_MONEY}
  }}
"""
_PARCEL = """
  id status displayStatus createdAt inTransitAt estimatedDeliveryAt deliveredAt
  trackingInfo(first: 5) { company number }
"""
_TRANSACTION = f"kind status formattedGateway processedAt amountSet {_MONEY}"
_ORDER = f"""
  id legacyResourceId name test email note
  createdAt updatedAt cancelledAt customerLocale
  displayFinancialStatus displayFulfillmentStatus presentmentCurrencyCode
  totalPriceSet {_MONEY}
  totalShippingPriceSet {_MONEY}
  totalDiscountsSet {_MONEY}
  totalTaxSet {_MONEY}
  shippingAddress {_ADDRESS}
  billingAddress {_ADDRESS}
  customer {{
    legacyResourceId displayName locale tags
    defaultEmailAddress {{ emailAddress }}
    defaultPhoneNumber {{ phoneNumber }}
  }}
  lineItems(first: {ITEMS_FIRST}) {{ {_ITEMS} }}
  fulfillments(first: {PARCELS_FIRST}) {{ {_PARCEL} }}
  transactions(first: {TRANSACTIONS_FIRST}) {{ {_TRANSACTION} }}
  refunds(first: 1) {{ id }}
"""

ORDERS = f"""
query Orders($first: Int!, $after: String, $query: String) {{
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {{
    pageInfo {{ hasNextPage endCursor }}
    nodes {{ {_ORDER} }}
  }}
}}
"""

ORDER = f"query Order($id: ID!) {{ order(id: $id) {{ {_ORDER} }} }}"

MORE_ITEMS = f"""
query MoreItems($id: ID!, $after: String) {{
  order(id: $id) {{ id lineItems(first: {ITEMS_PER_PAGE}, after: $after) {{ {_ITEMS} }} }}
}}
"""

# Asked only for the few orders that have several parcels, many payments or a refund: these lists
# in lists would make every page of orders many times dearer.
DETAILS = f"""
query Details($id: ID!) {{
  order(id: $id) {{
    id
    fulfillments(first: {DETAILS_FIRST}) {{
      {_PARCEL}
      fulfillmentLineItems(first: {DETAILS_FIRST}) {{
        pageInfo {{ hasNextPage }}
        nodes {{ lineItem {{ sku }} }}
      }}
    }}
    transactions(first: 50) {{ {_TRANSACTION} }}
    refunds(first: {DETAILS_FIRST}) {{
      createdAt note
      totalRefundedSet {_MONEY}
      refundLineItems(first: {DETAILS_FIRST}) {{
        pageInfo {{ hasNextPage }}
        nodes {{ lineItem {{ sku }} }}
      }}
      transactions(first: 5) {{ nodes {{ formattedGateway status }} }}
    }}
  }}
}}
"""
