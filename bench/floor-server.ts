/**
 * The floor: a bare node:http server that does each job with one prepared statement and nothing else — no session, no
 * rights, no log, no checks. Started with the database's address and the workspace; prints its port.
 */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import pg from 'pg';

const [databaseUrl = '', workspaceId = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });

const LOOK_UP = `select c.customer_id, c.name, p.value from customers.contact_point p
  join customers.customer c on c.workspace_id = p.workspace_id and c.customer_id = p.customer_id
  where p.workspace_id = $1 and p.value = $2`;
const LIST = `select customer_id, name from customers.customer where workspace_id = $1
  order by name collate "ko-x-icu", customer_id limit 50`;
const CARD = `select c.name, f.visits, f.last_visit_on, f.interval_days, f.usual_items, m.p_alive, m.expected_next_on, m.value_12m_minor,
    (select array_agg(distinct o.business_day) from orders.sale_order o
     where o.workspace_id = c.workspace_id and o.customer_id = c.customer_id) as days
  from customers.customer c
  left join mart.customer_fact f on f.workspace_id = c.workspace_id and f.customer_id = c.customer_id
  left join mart.person_model m on m.workspace_id = c.workspace_id and m.customer_id = c.customer_id
  where c.workspace_id = $1 and c.customer_id = $2`;
const CREATE = `with made as (insert into floor.customer (name) values ($1) returning customer_id)
  insert into floor.contact_point (customer_id, value) select customer_id, $2 from made returning customer_id`;
const RECORD = `with made as (insert into floor.sale_order (order_no, ordered_at) values ($1, now()) returning order_id)
  insert into floor.order_line (order_id, line_no, item, quantity, amount)
  select order_id, l.no, l.item, l.quantity, l.amount from made,
    json_to_recordset($2) as l(no int, item text, quantity numeric, amount bigint) returning order_id`;

interface NewCustomer {
  name: string;
  phone: string;
}
interface NewOrder {
  orderNo: string;
  lines: { itemName: string; quantity: number; amountMinor: number }[];
}

async function answer(method: string, url: URL, body: () => Promise<unknown>): Promise<unknown> {
  if (method === 'GET' && url.pathname === '/look-up') {
    const e164 = `+82${(url.searchParams.get('q') ?? '').slice(1)}`;
    return (await pool.query({ name: 'look_up', text: LOOK_UP, values: [workspaceId, e164] })).rows;
  }
  if (method === 'GET' && url.pathname === '/card') {
    return (await pool.query({ name: 'card', text: CARD, values: [workspaceId, url.searchParams.get('id')] })).rows;
  }
  if (method === 'GET') return (await pool.query({ name: 'list', text: LIST, values: [workspaceId] })).rows;
  if (url.pathname === '/customers') {
    const { name, phone } = (await body()) as NewCustomer;
    return (await pool.query({ name: 'create', text: CREATE, values: [name, phone] })).rows[0];
  }
  const order = (await body()) as NewOrder;
  const lines = order.lines.map((line, at) => ({
    no: at,
    item: line.itemName,
    quantity: line.quantity,
    amount: line.amountMinor,
  }));
  return (await pool.query({ name: 'record', text: RECORD, values: [order.orderNo, JSON.stringify(lines)] })).rows[0];
}

const server = createServer((request, reply) => {
  void answer(request.method ?? '', new URL(request.url ?? '', 'http://floor'), async () =>
    JSON.parse(await text(request)),
  ).then(
    (output) => {
      const json = JSON.stringify(output);
      reply.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) }).end(json);
    },
    (error: Error) => {
      reply.writeHead(500, { 'content-length': Buffer.byteLength(error.message) }).end(error.message);
    },
  );
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(typeof address === 'object' && address ? address.port : '');
});
